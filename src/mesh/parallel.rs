//! Threads: the only module of reading and measuring that knows them, and the size below which they cost more
//! than they gain.
//!
//! Work is cut into chunks of a fixed size, whatever the number of threads, and the results come
//! back in the order of the chunks: so the same mesh gives the same facts on any machine.

use rayon::prelude::*;
use std::ops::Range;

/// Facets (or vertices) per chunk: their tables stay in a core's own cache.
pub(crate) const CHUNK: usize = 16_384;

/// Below so many items the work stays on one thread.
const SEQUENTIAL_BELOW: usize = 10_000;

/// The chunks of `0..n`, in order.
pub(crate) fn chunks(n: usize) -> impl ExactSizeIterator<Item = Range<usize>> {
    (0..n.div_ceil(CHUNK)).map(move |i| i * CHUNK..n.min((i + 1) * CHUNK))
}

/// Runs `work` on chunks of `0..n`, each item worth `weight` facets; the results in the order of the
/// chunks.
pub(crate) fn map_chunks_of<R: Send>(
    weight: usize,
    n: usize,
    work: impl Fn(Range<usize>) -> R + Sync,
) -> Vec<R> {
    let size = (CHUNK / weight).max(1);
    let ranges = (0..n.div_ceil(size)).map(|i| i * size..n.min((i + 1) * size));
    map(ranges.collect(), n * weight, work)
}

/// Fills `out` in chunks, each item worth `weight` facets: `work` gets the chunk's range and its part of
/// `out`.
pub(crate) fn fill_chunks_of<T: Send>(
    weight: usize,
    out: &mut [T],
    work: impl Fn(Range<usize>, &mut [T]) + Sync,
) {
    let n = out.len();
    let size = (CHUNK / weight).max(1);
    let parts = out
        .chunks_mut(size)
        .enumerate()
        .map(|(i, part)| (i * size..i * size + part.len(), part))
        .collect();
    map(parts, n * weight, |(range, part)| work(range, part));
}

/// Runs `work` on each chunk of `0..n`; the results in the order of the chunks.
pub(crate) fn map_chunks<R: Send>(n: usize, work: impl Fn(Range<usize>) -> R + Sync) -> Vec<R> {
    map(chunks(n).collect(), n, work)
}

/// Runs `work` on each item; `n` is the amount of work behind them all, in facets.
pub(crate) fn map<T: Send, R: Send>(
    items: Vec<T>,
    n: usize,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    if n < SEQUENTIAL_BELOW || items.len() < 2 {
        items.into_iter().map(work).collect()
    } else {
        items.into_par_iter().with_max_len(1).map(&work).collect()
    }
}

/// Does both; `n` is the amount of work behind either, in facets.
pub(crate) fn join<A: Send, B: Send>(
    n: usize,
    a: impl FnOnce() -> A + Send,
    b: impl FnOnce() -> B + Send,
) -> (A, B) {
    if n < SEQUENTIAL_BELOW {
        (a(), b())
    } else {
        rayon::join(a, b)
    }
}

/// Fills `out` chunk by chunk: `work` gets the chunk's range and its part of `out`.
pub(crate) fn fill_chunks<T: Send, R: Send>(
    out: &mut [T],
    work: impl Fn(Range<usize>, &mut [T]) -> R + Sync,
) -> Vec<R> {
    let n = out.len();
    let parts = chunks(n).zip(out.chunks_mut(CHUNK)).collect();
    map(parts, n, |(range, part)| work(range, part))
}

/// Sorts numbers; equal ones are alike, so threads never show.
pub(crate) fn sort(numbers: &mut [u64]) {
    if numbers.len() < SEQUENTIAL_BELOW {
        numbers.sort_unstable();
    } else {
        numbers.par_sort_unstable();
    }
}

/// Digits of a number that are sorted by at once, in bits, and how many there are.
const DIGIT: u32 = 10;
const DIGITS: usize = 1 << DIGIT;

/// Sorts numbers below 2⁶² by their bits from the 33rd on; those alike keep their order. On one thread, yet
/// faster than comparing on two.
pub(crate) fn sort_high(numbers: &mut Vec<u64>) {
    let digit = |number: u64, round: u32| (number >> (32 + round * DIGIT)) as usize % DIGITS;
    let mut counts = vec![[0usize; DIGITS]; 3];
    for number in &*numbers {
        for (round, counts) in (0..).zip(&mut counts) {
            counts[digit(*number, round)] += 1;
        }
    }
    let mut sorted = vec![0; numbers.len()];
    for (round, counts) in (0..).zip(&mut counts) {
        if counts.contains(&numbers.len()) {
            continue;
        }
        let mut begin = 0;
        for count in &mut *counts {
            begin += std::mem::replace(count, begin);
        }
        for number in &*numbers {
            let place = &mut counts[digit(*number, round)];
            sorted[*place] = *number;
            *place += 1;
        }
        std::mem::swap(numbers, &mut sorted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_sorted_by_their_high_bits() {
        let mut state = 1u64;
        for n in [0u64, 1, 2, 5000] {
            for most in [1, 40, 1 << 30] {
                let mut numbers: Vec<u64> = (0..n)
                    .map(|index| {
                        state = state
                            .wrapping_mul(6_364_136_223_846_793_005)
                            .wrapping_add(1);
                        (((state >> 20) % most) << 32) | index
                    })
                    .collect();
                let mut expected = numbers.clone();
                expected.sort_unstable();
                sort_high(&mut numbers);
                assert_eq!(numbers, expected);
            }
        }
    }
}
