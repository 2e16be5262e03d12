//! Sums that do not depend on the order of their terms.
//!
//! Floating-point addition is not associative, so the order of the triangles would show in the last
//! digits of a volume. Terms are therefore turned into fixed-point numbers, whose addition is.

/// Bits after the point of the fine part.
const FINE: f64 = 1_099_511_627_776.0; // 2^40

/// How terms of a known greatest magnitude become fixed-point numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    factor: f64,
}

impl Scale {
    /// A scale for terms of at most `bound` in magnitude: 80 bits below the bound are kept, more
    /// than a double has.
    pub(super) fn for_terms_up_to(bound: f64) -> Self {
        // Terms that small are zero for every purpose, and their scale would not be finite.
        let bound = if bound > 1e-200 { bound } else { 1.0 };
        let exponent = bound.log2().ceil() as i32 + 1;
        Self {
            factor: 2f64.powi(39 - exponent),
        }
    }
}

/// A sum of up to 2²² terms.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Partial {
    coarse: i64,
    fine: i64,
}

impl Partial {
    /// Adds a term.
    #[inline]
    pub(super) fn add(&mut self, scale: Scale, term: f64) {
        let scaled = term * scale.factor;
        let coarse = scaled as i64;
        self.coarse += coarse;
        self.fine += ((scaled - coarse as f64) * FINE) as i64;
    }
}

/// A sum of any number of terms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Total(i128);

impl Total {
    /// Adds the sum of other terms of the same scale.
    pub(super) fn add(&mut self, partial: Partial) {
        self.0 += (i128::from(partial.coarse) << 40) + i128::from(partial.fine);
    }

    /// Adds the sum of other terms of the same scale.
    pub(super) fn merge(&mut self, other: Self) {
        self.0 += other.0;
    }

    /// The sum.
    pub(super) fn value(self, scale: Scale) -> f64 {
        self.0 as f64 / FINE / scale.factor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_does_not_show_and_nothing_is_lost() {
        let terms: Vec<f64> = (0..1000)
            .map(|i| f64::from(i * 7919 % 1000 - 500) * 0.1 + 1e-9)
            .collect();
        let scale = Scale::for_terms_up_to(50.0);
        let sum = |terms: &mut dyn Iterator<Item = &f64>| {
            let mut total = Total::default();
            let mut partial = Partial::default();
            for (i, term) in terms.enumerate() {
                partial.add(scale, *term);
                if i % 37 == 0 {
                    total.add(std::mem::take(&mut partial));
                }
            }
            total.add(partial);
            total.value(scale)
        };
        let forward = sum(&mut terms.iter());
        let backward = sum(&mut terms.iter().rev());
        assert_eq!(forward, backward);
        assert!((forward - (-50.0 + 1e-6)).abs() < 1e-10, "{forward}");
    }

    #[test]
    fn bounds_of_any_size_work() {
        for bound in [0.0, 1e-300, 1e-30, 1.0, 1e115, 1e180] {
            let scale = Scale::for_terms_up_to(bound);
            let mut partial = Partial::default();
            partial.add(scale, bound);
            let mut total = Total::default();
            total.add(partial);
            let expected = if bound > 1e-200 { bound } else { 0.0 };
            assert!((total.value(scale) - expected).abs() <= expected * 1e-15);
        }
    }
}
