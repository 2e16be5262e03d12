//! Affine transforms as 3MF writes them.
//!
//! A transform is twelve numbers, row-major, applied to row vectors: `p' = p · L + t`, where the
//! *linear part* `L` is the first nine and the *translation* `t` the last three
//! (3MF core specification, "3D Matrices").

use super::number;
use crate::units::Point;

/// How far two linear parts may differ, relative to their size, and still be the same turned:
/// slicers write matrices with six significant digits.
const SAME_SHAPE: f64 = 1e-5;

/// Below this ratio of the determinant to the product of the rows' lengths a matrix flattens
/// everything: the 12 digits that `f64` leaves after three multiplications.
const FLAT: f64 = 1e-12;

/// An affine transform that keeps volume from vanishing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Transform {
    linear: [[f64; 3]; 3],
    translation: Point,
}

impl Transform {
    pub(super) const IDENTITY: Self = Self {
        linear: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        translation: [0.0; 3],
    };

    /// Twelve numbers parted by white space; the error is a phrase.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut m = [0.0; 12];
        let mut count = 0;
        for word in text.split_ascii_whitespace() {
            let value = number(word).ok_or_else(|| format!("`{}` is not a number", short(word)))?;
            if !value.is_finite() {
                return Err(format!("`{}` is not a finite number", short(word)));
            }
            if let Some(slot) = m.get_mut(count) {
                *slot = value;
            }
            count += 1;
        }
        if count != 12 {
            return Err(format!("it has {count} numbers instead of 12"));
        }
        let this = Self {
            linear: [[m[0], m[1], m[2]], [m[3], m[4], m[5]], [m[6], m[7], m[8]]],
            translation: [m[9], m[10], m[11]],
        };
        if this.is_flat() {
            return Err("it flattens everything (its determinant is zero)".to_owned());
        }
        Ok(this)
    }

    /// A uniform scale.
    pub(super) fn scale(factor: f64) -> Self {
        let mut this = Self::IDENTITY;
        for (i, row) in this.linear.iter_mut().enumerate() {
            row[i] = factor;
        }
        this
    }

    /// First `self`, then `outer`.
    pub(super) fn then(&self, outer: &Self) -> Self {
        if *self == Self::IDENTITY {
            return *outer;
        }
        if *outer == Self::IDENTITY {
            return *self;
        }
        let mut linear = [[0.0; 3]; 3];
        for (to, from) in linear.iter_mut().zip(&self.linear) {
            *to = outer.turn(*from);
        }
        Self {
            linear,
            translation: outer.apply(self.translation),
        }
    }

    /// The same without its translation.
    pub(super) fn without_translation(&self) -> Self {
        Self {
            translation: [0.0; 3],
            ..*self
        }
    }

    /// Where a point goes; exact for the identity.
    pub(super) fn apply(&self, p: Point) -> Point {
        let q = self.turn(p);
        [
            q[0] + self.translation[0],
            q[1] + self.translation[1],
            q[2] + self.translation[2],
        ]
    }

    fn turn(&self, p: Point) -> Point {
        let m = &self.linear;
        std::array::from_fn(|j| p[0] * m[0][j] + p[1] * m[1][j] + p[2] * m[2][j])
    }

    /// Whether it is a mirror: facets must then be wound the other way, since a transform never
    /// changes the sign of a volume in 3MF.
    pub(super) fn mirrors(&self) -> bool {
        self.determinant() < 0.0
    }

    fn determinant(&self) -> f64 {
        let [a, b, c] = self.linear;
        a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0])
            + a[2] * (b[0] * c[1] - b[1] * c[0])
    }

    fn is_flat(&self) -> bool {
        let size: f64 = self.linear.iter().map(|row| norm(*row)).product();
        let determinant = self.determinant().abs();
        // Written so that NaN from an overflow counts as flat.
        !(determinant > FLAT * size && determinant.is_finite())
    }

    /// Whether the two give congruent shapes: equal up to turning and moving, not mirroring.
    pub(super) fn same_shape(&self, other: &Self) -> bool {
        // Row vectors: |p L| depends on L Lᵀ only.
        let (a, b) = (self.gram(), other.gram());
        let size = a
            .iter()
            .chain(&b)
            .flatten()
            .fold(0.0, |m, v| v.abs().max(m));
        self.mirrors() == other.mirrors()
            && a.iter()
                .flatten()
                .zip(b.iter().flatten())
                .all(|(x, y)| (x - y).abs() <= SAME_SHAPE * size)
    }

    fn gram(&self) -> [[f64; 3]; 3] {
        let m = &self.linear;
        std::array::from_fn(|i| {
            std::array::from_fn(|j| m[i][0] * m[j][0] + m[i][1] * m[j][1] + m[i][2] * m[j][2])
        })
    }
}

fn norm(v: [f64; 3]) -> f64 {
    v[0].hypot(v[1]).hypot(v[2])
}

/// The beginning of a word that may be very long.
fn short(word: &str) -> String {
    word.chars().take(24).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Transform {
        Transform::parse(text).expect("a valid matrix")
    }

    #[test]
    fn translation_and_scale_apply_to_row_vectors() {
        let t = parse("2 0 0 0 3 0 0 0 4 10 20 30");
        assert_eq!(t.apply([1.0, 1.0, 1.0]), [12.0, 23.0, 34.0]);
        // x maps to y: the first row is where the x axis goes.
        let quarter = parse("0 1 0 -1 0 0 0 0 1 0 0 0");
        assert_eq!(quarter.apply([1.0, 0.0, 0.0]), [0.0, 1.0, 0.0]);
        assert_eq!(t.then(&quarter).apply([1.0, 1.0, 1.0]), [-23.0, 12.0, 34.0]);
        assert_eq!(quarter.then(&t).apply([1.0, 1.0, 1.0]), [8.0, 23.0, 34.0]);
    }

    #[test]
    fn turned_shapes_are_the_same_and_scaled_or_mirrored_ones_are_not() {
        let id = Transform::IDENTITY;
        assert!(id.same_shape(&parse("0 1 0 -1 0 0 0 0 1 5 6 7")));
        assert!(id.same_shape(&parse(
            "0.707107 0.707107 0 -0.707107 0.707107 0 0 0 1 0 0 0"
        )));
        assert!(!id.same_shape(&parse("1.01 0 0 0 1 0 0 0 1 0 0 0")));
        assert!(!id.same_shape(&parse("-1 0 0 0 1 0 0 0 1 0 0 0")));
        assert!(parse("-1 0 0 0 1 0 0 0 1 0 0 0").mirrors());
        // Not symmetric: a stretch along x before or after a quarter turn differs.
        let x = parse("2 0 0 0 1 0 0 0 1 0 0 0");
        assert!(x.same_shape(&parse("0 2 0 -1 0 0 0 0 1 0 0 0")));
        assert!(!x.same_shape(&parse("0 1 0 -2 0 0 0 0 1 0 0 0")));
    }

    #[test]
    fn bad_matrices_say_why() {
        let reason = |text| Transform::parse(text).expect_err("invalid");
        assert_eq!(
            reason("1 0 0 0 1 0 0 0 1"),
            "it has 9 numbers instead of 12"
        );
        assert_eq!(reason("1,0 0 0 0 1 0 0 0 1 0 0 0"), "`1,0` is not a number");
        assert_eq!(
            reason("nan 0 0 0 1 0 0 0 1 0 0 0"),
            "`nan` is not a finite number"
        );
        assert!(reason("1 0 0 0 1 0 1 1 0 0 0 0").starts_with("it flattens everything"));
        assert!(reason("0 0 0 0 0 0 0 0 0 0 0 0").starts_with("it flattens everything"));
        assert!(reason("1e200 0 0 0 1e200 0 0 0 1e200 0 0 0").starts_with("it flattens"));
        // Small is not flat: 1e-3 of an inch file.
        assert!(Transform::parse("1e-3 0 0 0 1e-3 0 0 0 1e-3 0 0 0").is_ok());
    }
}
