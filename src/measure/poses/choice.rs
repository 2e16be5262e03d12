//! Which pose is asked for, as it is written on the command line.

use std::fmt;
use std::num::NonZeroUsize;
use std::str::FromStr;

/// One pose of a part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PoseChoice {
    /// As the file has it.
    Modelled,
    /// The stable one (or as modelled) that hangs over least, by area of more than 50° from vertical.
    Best,
    /// The one with this number in the list of all: 1 is as modelled.
    Number(NonZeroUsize),
    /// Turned by these degrees about fixed X, then Y, then Z.
    Turned([f64; 3]),
}

/// A text that names no pose.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a pose is `modelled`, `best`, a number that `measure` lists (1 is as modelled), or three angles in \
     degrees about x, y and z such as `90,0,0`"
)]
pub struct PoseChoiceError;

impl FromStr for PoseChoice {
    type Err = PoseChoiceError;

    fn from_str(text: &str) -> Result<Self, PoseChoiceError> {
        match text.trim() {
            "modelled" | "as-modelled" => return Ok(Self::Modelled),
            "best" => return Ok(Self::Best),
            _ => {}
        }
        let angles: Vec<&str> = text.split(',').map(str::trim).collect();
        match angles[..] {
            [number] => number
                .parse()
                .map(Self::Number)
                .map_err(|_| PoseChoiceError),
            [x, y, z] => {
                let mut degrees = [0.0; 3];
                for (degrees, text) in degrees.iter_mut().zip([x, y, z]) {
                    *degrees = text.parse().map_err(|_| PoseChoiceError)?;
                    // NaN is no angle either.
                    if !(-360.0..=360.0).contains(degrees) {
                        return Err(PoseChoiceError);
                    }
                }
                Ok(Self::Turned(degrees))
            }
            _ => Err(PoseChoiceError),
        }
    }
}

impl fmt::Display for PoseChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Modelled => f.write_str("modelled"),
            Self::Best => f.write_str("best"),
            Self::Number(number) => number.fmt(f),
            Self::Turned([x, y, z]) => write!(f, "{x},{y},{z}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poses_are_read_as_they_are_written() {
        let third = NonZeroUsize::new(3).expect("not zero");
        for (text, choice) in [
            ("modelled", PoseChoice::Modelled),
            ("best", PoseChoice::Best),
            ("3", PoseChoice::Number(third)),
            ("-90,0,22.5", PoseChoice::Turned([-90.0, 0.0, 22.5])),
        ] {
            assert_eq!(text.parse(), Ok(choice));
            assert_eq!(choice.to_string(), text);
        }
        assert_eq!("90, 0, 0".parse(), Ok(PoseChoice::Turned([90.0, 0.0, 0.0])));
        for text in [
            "", "0", "-1", "1,2", "1,2,3,4", "NaN,0,0", "1e9,0,0", "side",
        ] {
            assert_eq!(text.parse::<PoseChoice>(), Err(PoseChoiceError), "{text}");
        }
    }
}
