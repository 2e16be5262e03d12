//! Reading STL, binary and text.
//!
//! A binary STL is 80 bytes of anything, a little-endian facet count, and 50 bytes per facet: a
//! normal, three corners, an attribute. A text STL is `facet normal … outer loop vertex … endloop
//! endfacet` between `solid` and `endsolid`. Normals and attributes are not used.

mod ascii;
mod binary;

pub use ascii::read as read_ascii;
pub use binary::read as read_binary;

use crate::mesh::{Object, Problem, Triangles};

/// The most facets that are read: three corners of each have to be counted in 32 bits.
const MOST: usize = (u32::MAX / 3) as usize;

/// Makes the object of a file from facets that are numbered from 0, `left_out` among them.
fn object(triangles: Triangles, mut left_out: Vec<u32>, name: Option<String>) -> Object {
    left_out.sort_unstable();
    left_out.dedup();
    Object {
        name,
        left_out,
        ..Object::new(triangles)
    }
}

/// Says that facets have coordinates that are no numbers, if any do.
fn not_finite(numbers: &[u32]) -> Option<Problem> {
    numbers.iter().min().map(|first| Problem::NotFinite {
        first: *first,
        total: numbers.len(),
    })
}

#[cfg(test)]
mod tests;
