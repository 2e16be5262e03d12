//! Exact decimals: money is never computed with binary fractions.

use std::fmt;

/// Decimal places that are kept.
const PLACES: u32 = 6;
/// One, in the steps that are counted.
const ONE: i128 = 10_i128.pow(PLACES);
/// The largest number that is read, in whole units; no bill comes near it.
const LARGEST: i128 = 1_000_000_000_000;

/// An exact decimal with six places: an amount of money, a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i128);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A whole number.
    pub fn whole(number: u32) -> Self {
        Self(i128::from(number) * ONE)
    }

    /// Reads `1234.5`: digits with at most one point, nothing else. Beyond six places it is rounded;
    /// `None` for anything else, or beyond a million million.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || whole.len() + fraction.len() == 0 {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        if whole.len() > 15 {
            return None;
        }
        let mut steps = 0_i128;
        for digit in whole.bytes() {
            steps = steps * 10 + i128::from(digit - b'0');
        }
        if steps > LARGEST {
            return None;
        }
        for place in 0..PLACES as usize {
            let digit = fraction.as_bytes().get(place).map_or(0, |b| b - b'0');
            steps = steps * 10 + i128::from(digit);
        }
        if fraction
            .as_bytes()
            .get(PLACES as usize)
            .is_some_and(|b| *b >= b'5')
        {
            steps += 1;
        }
        Some(Self(steps))
    }

    /// The decimal that a spreadsheet's number shows.
    pub fn of_number(number: f64) -> Option<Self> {
        if !number.is_finite() || number.abs() > LARGEST as f64 {
            return None;
        }
        // Fifteen digits are what a spreadsheet shows; the sixteenth is noise of the binary fraction.
        let places = (14.0 - number.abs().max(1.0).log10().floor()).clamp(0.0, 9.0) as usize;
        let amount = Self::parse(&format!("{:.places$}", number.abs()))?;
        Some(if number < 0.0 {
            amount.negated()
        } else {
            amount
        })
    }

    /// Minus this.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self(-self.0)
    }

    /// Whether it is below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum; `None` beyond what any bill comes to.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The product, rounded half away from zero.
    pub fn times(self, other: Self) -> Option<Self> {
        Some(Self(divided(self.0.checked_mul(other.0)?, ONE)))
    }

    /// A share of it, rounded half away from zero; `None` for no shares.
    pub fn over(self, shares: u32) -> Option<Self> {
        (shares > 0).then(|| Self(divided(self.0, i128::from(shares))))
    }

    /// How far it is from another.
    pub fn distance(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0)?.checked_abs().map(Self)
    }

    /// The whole packs of `size` that hold it.
    pub fn packs(self, size: Self) -> Option<Self> {
        if size.0 <= 0 || self.0 < 0 {
            return None;
        }
        let packs = self.0 / size.0 + i128::from(self.0 % size.0 != 0);
        packs.checked_mul(ONE).map(Self)
    }

    /// Half of the last of `places` decimal places: how far rounding may have moved a number.
    pub fn half_step(places: u32) -> Self {
        Self(ONE / 10_i128.pow(places.min(PLACES)) / 2)
    }

    /// Rounded half away from zero to `places` decimal places.
    #[must_use]
    pub fn rounded(self, places: u32) -> Self {
        let step = ONE / 10_i128.pow(places.min(PLACES));
        Self(divided(self.0, step) * step)
    }

    /// As a float, for judging proportions.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / ONE as f64
    }
}

/// The quotient, rounded half away from zero; `by` is positive.
fn divided(number: i128, by: i128) -> i128 {
    let (quotient, rest) = (number / by, number % by);
    if rest.abs() >= by - rest.abs() {
        quotient + number.signum()
    } else {
        quotient
    }
}

impl fmt::Display for Amount {
    /// Two places, or as many more as it has: `0.50`, `0.0213`, `-3.00`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = self.0.unsigned_abs();
        let one = ONE.unsigned_abs();
        let mut fraction = format!("{:06}", steps % one);
        while fraction.len() > 2 && fraction.ends_with('0') {
            fraction.pop();
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(formatter, "{sign}{}.{fraction}", steps / one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap_or_default()
    }

    #[test]
    fn decimals_are_exact() {
        let tenth = amount("0.1");
        let sum = (0..10).try_fold(Amount::ZERO, |sum, _| sum.plus(tenth));
        assert_eq!(sum, Some(Amount::whole(1)));
        assert_eq!(
            amount("1.005").times(Amount::whole(3)),
            Some(amount("3.015"))
        );
        assert_eq!(
            amount("1.00").over(3).map(|a| a.to_string()).as_deref(),
            Some("0.333333")
        );
        assert_eq!(Amount::of_number(0.1 + 0.2), Some(amount("0.3")));
        assert_eq!(Amount::of_number(-2.5), Some(amount("2.5").negated()));
        assert_eq!(
            Amount::of_number(1_234_567.891),
            Some(amount("1234567.891"))
        );
        assert_eq!(Amount::of_number(f64::NAN), None);
        assert_eq!(amount("0.0000005"), amount("0.000001"));
        assert_eq!(amount("2.345").rounded(2).to_string(), "2.35");
        assert_eq!(amount("2.345").negated().rounded(2).to_string(), "-2.35");
    }

    #[test]
    fn it_reads_digits_only_and_shows_two_places() {
        for text in ["", ".", "1,5", "-1", "1.2.3", "1e5", "9999999999999", "١"] {
            assert_eq!(Amount::parse(text), None, "{text:?}");
        }
        assert_eq!(amount("3").to_string(), "3.00");
        assert_eq!(amount(".5").to_string(), "0.50");
        assert_eq!(amount("0.0213").to_string(), "0.0213");
    }

    #[test]
    fn nothing_overflows() {
        let most = amount("1000000000000");
        let square = most.times(most);
        assert!(square.is_none_or(|square| square.times(most).is_none()));
        assert_eq!(
            Amount::whole(30).packs(Amount::whole(25)),
            Some(Amount::whole(2))
        );
        assert_eq!(
            Amount::whole(50).packs(Amount::whole(25)),
            Some(Amount::whole(2))
        );
        assert_eq!(Amount::whole(30).packs(Amount::ZERO), None);
    }
}
