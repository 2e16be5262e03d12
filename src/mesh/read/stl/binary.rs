//! Binary STL: mapped, checked in parallel, left where it is.

use super::{MOST, not_finite, object};
use crate::mesh::read::Bytes;
use crate::mesh::soup::RECORD;
use crate::mesh::{Format, MeshFile, Problem, Soup, Triangles, parallel};
use crate::units::count;

/// Bytes before the first facet.
const HEADER: usize = 84;

/// Facets that are looked at to tell a damaged STL from something else.
const SAMPLE: usize = 64;

/// Reads a binary STL, also one that was cut short, has bytes after its end, or a wrong count.
pub fn read(bytes: &Bytes) -> MeshFile {
    let mut file = MeshFile {
        format: Format::BinaryStl,
        unit: None,
        objects: Vec::new(),
        problems: Vec::new(),
    };
    let Some(body) = bytes.get(HEADER..) else {
        let reason = format!(
            "{} are too few for an STL header of {HEADER}",
            count(bytes.len(), "byte")
        );
        file.problems.push(Problem::Unreadable { reason });
        return file;
    };
    let claimed = bytes[80..HEADER]
        .try_into()
        .map_or(0, |count| u32::from_le_bytes(count) as usize);
    let there = body.len() / RECORD;
    let facets = if body.len() == claimed.saturating_mul(RECORD) {
        claimed
    } else {
        match damage(body, claimed, there) {
            Ok((facets, problem)) => {
                file.problems.push(problem);
                facets
            }
            Err(problem) => {
                file.problems.push(problem);
                return file;
            }
        }
    };
    if facets == 0 {
        file.problems.push(Problem::Empty);
        return file;
    }
    if facets > MOST {
        file.problems.push(Problem::Unsupported {
            what: format!("a mesh of more than {MOST} facets"),
        });
        return file;
    }

    let soup = Soup::in_place(bytes.clone(), HEADER, facets);
    let bad: Vec<u32> = parallel::map_chunks(facets, |range| {
        let facets = soup.facets(range.clone());
        (range.start as u32..)
            .zip(facets)
            .filter(|(_, facet)| !is_finite(facet))
            .map(|(number, _)| number)
            .collect::<Vec<_>>()
    })
    .concat();
    file.problems.extend(not_finite(&bad));
    let triangles = if bad.is_empty() {
        Triangles::Soup(soup)
    } else {
        let good: Vec<_> = soup.facets(0..facets).filter(is_finite).collect();
        Triangles::from(good)
    };
    if triangles.is_empty() {
        file.problems.push(Problem::Empty);
        return file;
    }
    file.objects.push(object(triangles, bad, None));
    file
}

fn is_finite(facet: &[[f32; 3]; 3]) -> bool {
    // Nothing times a number is nothing only if that is finite; the sum needs no branch.
    facet.as_flattened().iter().map(|x| x * 0.0).sum::<f32>() == 0.0
}

/// What to make of a body of whole facets (and perhaps some bytes) that does not fit the count: how
/// many facets to read and what to say, or only the latter.
fn damage(body: &[u8], claimed: usize, there: usize) -> Result<(usize, Problem), Problem> {
    let unreadable = |reason: String| Err(Problem::Unreadable { reason });
    if there == 0 {
        return unreadable(if claimed == 0 {
            format!(
                "the header says no facet, and {} follow it",
                count(body.len(), "byte")
            )
        } else {
            format!("the header says {claimed} facets, the file ends before the first")
        });
    }
    if !plausible(body) {
        return unreadable("the content is neither a binary nor a text STL".to_owned());
    }
    let rest = body.len() - claimed.min(there) * RECORD;
    let damaged = |facets, what: String, all_recovered| {
        let problem = Problem::Damaged {
            what,
            all_recovered,
        };
        Ok((facets, problem))
    };
    if claimed == 0 {
        // Writers that stream leave the count at zero.
        let whole = body.len().is_multiple_of(RECORD);
        let what = format!("the header says 0 facets, the file holds {there}");
        damaged(there, what, whole)
    } else if claimed < there || rest > 0 && claimed == there {
        let what = format!(
            "{} after the last of {}",
            count(rest, "byte"),
            count(claimed, "facet")
        );
        damaged(claimed, what, true)
    } else {
        let what = format!("the header says {claimed} facets, the file ends after {there}");
        damaged(there, what, false)
    }
}

/// Whether the records look like facets: text or compressed data read as numbers is of wild size.
fn plausible(body: &[u8]) -> bool {
    let mut tried = 0;
    let mut good = 0;
    for record in body.chunks_exact(RECORD).take(SAMPLE) {
        let numbers = record[12..48]
            .chunks_exact(4)
            .filter_map(|bytes| bytes.try_into().ok());
        tried += 1;
        good += usize::from(numbers.map(f32::from_le_bytes).all(|number| {
            let size = number.abs();
            size == 0.0 || (1e-12..1e9).contains(&size) || !number.is_finite()
        }));
    }
    good * 10 >= tried * 9
}
