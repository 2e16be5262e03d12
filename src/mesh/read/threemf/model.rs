//! One model part as read: its resources and what it builds.

use super::transform::Transform;
use crate::units::{LengthUnit, Point};
use rustc_hash::{FxHashMap, FxHashSet};

/// The content of a model part.
pub(super) struct Model {
    /// The unit of its coordinates.
    pub(super) unit: LengthUnit,
    /// Its objects in file order.
    pub(super) objects: Vec<Solid>,
    /// Index into `objects` by id.
    pub(super) by_id: FxHashMap<u32, usize>,
    /// What it builds; meaningless outside the start part.
    pub(super) items: Vec<Item>,
    /// Thumbnails of objects, as the file spells their paths.
    pub(super) thumbnails: FxHashSet<String>,
    /// Geometry of optional extensions that cannot be measured, once per kind, in file order.
    pub(super) unsupported: Vec<&'static str>,
}

/// An object resource.
pub(super) struct Solid {
    pub(super) id: u32,
    pub(super) name: Option<String>,
    pub(super) kind: Kind,
    pub(super) body: Body,
}

/// What an object is for, from its `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// To be made, as a solid.
    Model,
    /// Supports of one print, modifiers of a slicer: no part.
    Aid,
    /// A sheet without thickness.
    Surface,
}

/// What an object consists of.
pub(super) enum Body {
    Mesh(Mesh),
    Components(Vec<Component>),
    /// Geometry that this version cannot measure.
    Unsupported,
}

/// Triangles of an object.
#[derive(Default)]
pub(super) struct Mesh {
    /// Positions; not all of them need be numbers.
    pub(super) vertices: Vec<Point>,
    /// Vertex indices, in range.
    pub(super) facets: Vec<[u32; 3]>,
    /// Facets that name a vertex twice.
    pub(super) repeated: usize,
}

/// A use of one object inside another.
pub(super) struct Component {
    pub(super) object: u32,
    /// The model part that has it, if it is another one.
    pub(super) path: Option<String>,
    pub(super) transform: Transform,
}

/// A use of an object in the build.
pub(super) struct Item {
    pub(super) component: Component,
    /// Whether a slicer would print it.
    pub(super) printable: bool,
}
