//! Facets without shared vertices, as STL has them.

use super::read::Bytes;

/// Bytes of one facet in a binary STL: normal, three corners, attribute.
pub const RECORD: usize = 50;

/// Facets of three corners each, in file order; a binary STL's stay where they are in the file.
///
/// Clones share the facets.
#[derive(Debug, Clone)]
pub struct Soup(Store);

#[derive(Debug, Clone)]
enum Store {
    /// `count` records of [`RECORD`] bytes from `start` on.
    Records {
        bytes: Bytes,
        start: usize,
        count: usize,
    },
    Owned(std::sync::Arc<[[[f32; 3]; 3]]>),
}

impl Soup {
    /// The `count` binary STL records from byte `start` on; fewer if the bytes end before.
    pub fn in_place(bytes: Bytes, start: usize, count: usize) -> Self {
        let there = bytes.len().saturating_sub(start) / RECORD;
        Self(Store::Records {
            bytes,
            start,
            count: count.min(there),
        })
    }

    /// The number of facets.
    pub fn len(&self) -> usize {
        match &self.0 {
            Store::Records { count, .. } => *count,
            Store::Owned(facets) => facets.len(),
        }
    }

    /// Whether there is no facet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The facets in `range`, in file order.
    ///
    /// # Panics
    /// If the range does not lie within `0..len()`.
    pub fn facets(&self, range: std::ops::Range<usize>) -> Facets<'_> {
        match &self.0 {
            Store::Records { bytes, start, .. } => Facets::Records(
                bytes[start + range.start * RECORD..start + range.end * RECORD]
                    .chunks_exact(RECORD),
            ),
            Store::Owned(facets) => Facets::Owned(facets[range].iter()),
        }
    }

    /// The facet at `index`.
    ///
    /// # Panics
    /// If there is none.
    pub fn facet(&self, index: usize) -> [[f32; 3]; 3] {
        match &self.0 {
            Store::Records { bytes, start, .. } => {
                let at = start + index * RECORD;
                decode(&bytes[at..at + RECORD])
            }
            Store::Owned(facets) => facets[index],
        }
    }
}

impl From<Vec<[[f32; 3]; 3]>> for Soup {
    fn from(facets: Vec<[[f32; 3]; 3]>) -> Self {
        Self(Store::Owned(facets.into()))
    }
}

/// Facets in file order.
#[derive(Debug)]
pub enum Facets<'a> {
    /// From the records of a binary STL.
    Records(std::slice::ChunksExact<'a, u8>),
    /// From memory.
    Owned(std::slice::Iter<'a, [[f32; 3]; 3]>),
}

impl Iterator for Facets<'_> {
    type Item = [[f32; 3]; 3];

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Records(records) => records.next().map(decode),
            Self::Owned(facets) => facets.next().copied(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Records(records) => records.size_hint(),
            Self::Owned(facets) => facets.size_hint(),
        }
    }
}

impl ExactSizeIterator for Facets<'_> {}

/// The corners of one binary STL record of [`RECORD`] bytes.
#[inline]
fn decode(record: &[u8]) -> [[f32; 3]; 3] {
    let corners: &[u8; 36] = record
        .get(12..48)
        .and_then(|corners| corners.try_into().ok())
        .expect("a record has 50 bytes");
    let number = |at: usize| {
        f32::from_le_bytes([
            corners[at],
            corners[at + 1],
            corners[at + 2],
            corners[at + 3],
        ])
    };
    let point = |at: usize| [number(at), number(at + 4), number(at + 8)];
    [point(0), point(12), point(24)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_and_memory_give_the_same_facets() {
        let facets: Vec<[[f32; 3]; 3]> = (0u8..5)
            .map(|i| {
                std::array::from_fn(|c| std::array::from_fn(|x| f32::from(i) + (c * 3 + x) as f32))
            })
            .collect();
        let mut bytes = vec![0xAA; 84];
        for facet in &facets {
            bytes.extend([0; 12]);
            for number in facet.as_flattened() {
                bytes.extend(number.to_le_bytes());
            }
            bytes.extend([0xFF; 2]);
        }
        let placed = Soup::in_place(bytes.into(), 84, usize::MAX);
        let owned = Soup::from(facets.clone());
        assert_eq!(placed.len(), 5);
        assert_eq!(placed.facets(1..4).collect::<Vec<_>>(), facets[1..4]);
        assert_eq!(owned.facets(1..4).collect::<Vec<_>>(), facets[1..4]);
        assert_eq!(placed.facet(4), facets[4]);
    }
}
