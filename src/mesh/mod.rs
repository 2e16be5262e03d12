//! A triangle mesh and how to read one.
//!
//! Vocabulary: a *facet* is a triangle as the file has it; a *vertex* is a distinct position after
//! bit-exact welding; an *object* is one mesh of a file that may hold several (3MF).

pub(crate) mod parallel;
pub mod read;
mod soup;

pub use soup::Soup;

use crate::units::{LengthUnit, Point};

/// A mesh file as read: everything that could be recovered, and every problem on the way.
#[derive(Debug, Clone)]
pub struct MeshFile {
    /// The format found by content.
    pub format: Format,
    /// The unit that the file states; `None` for formats without units (STL, OBJ, PLY).
    pub unit: Option<LengthUnit>,
    /// Its objects in file order.
    pub objects: Vec<Object>,
    /// What was wrong with it.
    pub problems: Vec<Problem>,
}

/// One mesh of a file. Positions are in the file's unit and the object's own frame.
#[derive(Debug, Clone)]
pub struct Object {
    /// The id inside the file (3MF object id, `1`); empty when the format has no objects.
    pub id: String,
    /// Its name, if the file gives one.
    pub name: Option<String>,
    /// How many build items show it (3MF); 1 otherwise.
    pub quantity: u32,
    /// The triangles.
    pub triangles: Triangles,
    /// Numbers of the file's facets that `triangles` lacks, because a coordinate is not a number
    /// or cannot be read: ascending, from 0 in file order.
    pub left_out: Vec<u32>,
    /// Where each of several bodies begins, as indices into `triangles`, ascending: bodies are what
    /// one object holds but was modelled apart (components of 3MF). Equal positions in
    /// different bodies are different vertices. Empty when it is one body.
    pub bodies: Vec<u32>,
}

/// Coordinates beyond this, in the file's unit, are no numbers one can measure with: their cubes
/// would overflow. (Single precision, and so every STL, stays below.)
pub const GREATEST: f64 = 1e40;

/// Whether a position can be measured with.
pub(crate) fn is_sound(point: Point) -> bool {
    point.iter().all(|x| x.abs() <= GREATEST)
}

impl Object {
    /// An object without id and name, shown once.
    pub fn new(triangles: Triangles) -> Self {
        Self {
            id: String::new(),
            name: None,
            quantity: 1,
            triangles,
            left_out: Vec::new(),
            bodies: Vec::new(),
        }
    }

    /// The file's number of the facet at `index` of `triangles`.
    pub fn number_of(&self, index: u32) -> u32 {
        // Of the facets left out, as many lie before it as have a number that, less those left out
        // before them, is not above its index. That difference never falls.
        let (mut low, mut high) = (0, self.left_out.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.left_out[middle] - middle as u32 <= index {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        index + low as u32
    }
}

/// Triangles as a file gives them.
#[derive(Debug, Clone)]
pub enum Triangles {
    /// Three corners per facet without shared vertices (STL), bit-exact `f32`.
    Soup(Soup),
    /// Shared vertices (3MF, OBJ, PLY); indices are in range.
    Indexed {
        /// Positions.
        vertices: Vec<Point>,
        /// Three vertex indices per facet.
        facets: Vec<[u32; 3]>,
    },
}

impl Triangles {
    /// The number of facets.
    pub fn len(&self) -> usize {
        match self {
            Self::Soup(soup) => soup.len(),
            Self::Indexed { facets, .. } => facets.len(),
        }
    }

    /// Whether there is no facet at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl From<Vec<[[f32; 3]; 3]>> for Triangles {
    fn from(facets: Vec<[[f32; 3]; 3]>) -> Self {
        Self::Soup(Soup::from(facets))
    }
}

/// A mesh format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// STL, binary.
    BinaryStl,
    /// STL, text.
    AsciiStl,
    /// 3D Manufacturing Format.
    ThreeMf,
    /// Wavefront OBJ.
    Obj,
    /// Polygon file format.
    Ply,
}

/// What is wrong with a mesh file. Prose is added by the rules.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Problem {
    /// Nothing in it can be read as a mesh.
    Unreadable {
        /// Why, as a phrase.
        reason: String,
    },
    /// It has no facet.
    Empty,
    /// Parts of it are damaged; what could be recovered was.
    Damaged {
        /// What is damaged, as a phrase with numbers.
        what: String,
        /// Whether every triangle was recovered all the same.
        all_recovered: bool,
    },
    /// Coordinates that are not numbers, or beyond [`GREATEST`]: the facets that have them were left
    /// out.
    NotFinite {
        /// The first such facet, from 0.
        first: u32,
        /// How many.
        total: usize,
    },
    /// The file describes geometry that this version cannot measure.
    Unsupported {
        /// What it is (`beam lattice`).
        what: String,
    },
    /// The content is of another kind than the name says.
    Mislabelled {
        /// What the content is (`PDF document`).
        content: String,
    },
}

impl std::fmt::Display for Problem {
    /// The problem as a phrase.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable { reason } => f.write_str(reason),
            Self::Empty => f.write_str("it has no triangle"),
            Self::Damaged { what, .. } => f.write_str(what),
            Self::NotFinite { first, total } => write!(
                f,
                "{total} triangles have coordinates that are no numbers; the first is triangle {first}"
            ),
            Self::Unsupported { what } => write!(f, "{what} cannot be measured"),
            Self::Mislabelled { content } => {
                write!(f, "the content is {content}, not what the name says")
            }
        }
    }
}
