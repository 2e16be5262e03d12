//! From build items to objects: components flattened, quantities counted.
//!
//! Each object that is built becomes one mesh in its own frame: the components' transforms are
//! applied, and of the build item's transform the *linear part* (turn, scale, mirror), since it
//! decides the size and the pose, but not the translation, since it only says where on the bed.
//! Items that show the same object turned or moved are the same part: they add to the quantity,
//! and the first of them decides the pose. Items that scale or mirror it are parts of their own.
//! A mirroring transform turns the winding of facets, as the standard says, so that a mirrored
//! solid is not inside out.
//!
//! Supports and slicers' modifiers (`type` support, solidsupport, other) are no parts: they are
//! left out. Each mesh with its place is a body of the object: equal positions in different bodies
//! stay different vertices, so that components that touch do not become one shell.

use super::model::{Body, Item, Kind, Mesh, Model};
use super::transform::Transform;
use super::{Fault, unreadable};
use crate::mesh::{Object, Problem, Triangles, is_sound};
use crate::units::Point;
use rustc_hash::FxHashMap;

/// Most triangles, and most vertices, that components may multiply a small file to.
const FLATTENED: u64 = 8_000_000;
/// Larger files may give this many times what they store …
const MULTIPLE: u64 = 16;
/// … up to this many.
const MOST: u64 = 50_000_000;
/// Most uses of components.
const INSTANCES: u64 = 1_000_000;
/// Deepest nesting of components.
const DEPTH: u32 = 64;

/// The model parts of a file; the start part is the first.
pub(super) struct Parts {
    pub(super) models: Vec<(String, Model)>,
}

/// Which object: number of the part, number in the part.
type Key = (usize, usize);

/// How much an object is when flattened.
#[derive(Debug, Clone, Copy, Default)]
struct Extent {
    triangles: u64,
    vertices: u64,
    instances: u64,
    depth: u32,
    /// Whether it holds something that cannot be measured.
    unsupported: bool,
    /// Whether it holds a sheet without thickness.
    surface: bool,
    /// Whether it holds supports or modifiers.
    aid: bool,
}

/// Items that show the same shape.
struct Group {
    key: Key,
    transform: Transform,
    quantity: u32,
}

impl Parts {
    /// The objects that the start part builds, with the problems met.
    pub(super) fn assemble(&self) -> Result<(Vec<Object>, Vec<Problem>), Fault> {
        let extents = self.extents()?;
        let groups = self.groups()?;
        let mut problems = Vec::new();
        let mut total = Extent::default();
        for group in &groups {
            total.add(&extents[group.key.0][group.key.1]);
        }
        self.check(&total)?;
        let mut objects = Vec::new();
        let mut empty = Vec::new();
        for (number, group) in groups.iter().enumerate() {
            let extent = extents[group.key.0][group.key.1];
            let (path, model) = &self.models[group.key.0];
            let solid = &model.objects[group.key.1];
            if extent.surface {
                problems.push(Problem::Unsupported {
                    what: format!("a surface without thickness (object {})", solid.id),
                });
            }
            if extent.surface || extent.unsupported {
                continue;
            }
            let mut flat = Flat::default();
            self.flatten(group.key, &group.transform, &mut flat);
            let earlier = groups[..number].iter().filter(|g| g.key == group.key);
            let id = object_id(group.key.0, path, solid.id, earlier.count());
            if flat.facets.is_empty() && flat.left_out.is_empty() {
                if !extent.aid {
                    empty.push(id);
                }
                continue;
            }
            if flat.repeated > 0 {
                problems.push(Problem::Damaged {
                    what: match flat.repeated {
                        1 => format!(
                            "object {id} has 1 triangle that repeats a vertex, which 3MF forbids"
                        ),
                        n => format!(
                            "object {id} has {n} triangles that repeat a vertex, which 3MF forbids"
                        ),
                    },
                    all_recovered: true,
                });
            }
            if let Some(first) = flat.left_out.first() {
                problems.push(Problem::NotFinite {
                    first: *first,
                    total: flat.left_out.len(),
                });
            }
            if flat.bodies.len() < 2 {
                flat.bodies.clear();
            }
            objects.push(Object {
                id,
                name: solid.name.clone(),
                quantity: group.quantity,
                triangles: Triangles::Indexed {
                    vertices: flat.vertices,
                    facets: flat.facets,
                },
                left_out: flat.left_out,
                bodies: flat.bodies,
            });
        }
        if objects.is_empty() && problems.is_empty() {
            problems.push(Problem::Empty);
        } else if !empty.is_empty() {
            problems.push(Problem::Damaged {
                what: format!("no triangles in object {}", empty.join(", ")),
                all_recovered: true,
            });
        }
        Ok((objects, problems))
    }

    /// How much each object is when flattened. References lead only to objects before, or from the
    /// start part to another part, so that no object can hold itself.
    fn extents(&self) -> Result<Vec<Vec<Extent>>, Fault> {
        let mut extents: Vec<Vec<Extent>> = vec![Vec::new(); self.models.len()];
        for part in (0..self.models.len()).rev() {
            for solid in &self.models[part].1.objects {
                let mut extent = Extent {
                    instances: 1,
                    ..Extent::default()
                };
                match (&solid.body, solid.kind) {
                    (Body::Components(components), _) => {
                        for component in components {
                            let key =
                                self.find(part, component.path.as_deref(), component.object)?;
                            extent.add(&extents[key.0][key.1]);
                        }
                        extent.depth += 1;
                        if extent.depth > DEPTH {
                            return Err(unreadable(format!(
                                "`{}`: components nested more than {DEPTH} deep in object {}",
                                self.models[part].0, solid.id
                            )));
                        }
                    }
                    (_, Kind::Aid) => extent.aid = true,
                    (Body::Mesh(mesh), Kind::Model) => {
                        extent.triangles = mesh.facets.len() as u64;
                        extent.vertices = mesh.vertices.len() as u64;
                    }
                    (Body::Mesh(_), Kind::Surface) => extent.surface = true,
                    (Body::Unsupported, _) => extent.unsupported = true,
                }
                extents[part].push(extent);
            }
        }
        Ok(extents)
    }

    /// Refuses what would be multiplied without measure.
    fn check(&self, total: &Extent) -> Result<(), Fault> {
        let stored: usize = self
            .models
            .iter()
            .flat_map(|(_, model)| &model.objects)
            .map(|solid| match &solid.body {
                Body::Mesh(mesh) => mesh.facets.len().max(mesh.vertices.len()),
                _ => 0,
            })
            .sum();
        let limit = FLATTENED
            .max(MOST.min(MULTIPLE * stored as u64))
            .max(stored as u64);
        if total.triangles > limit || total.vertices > limit || total.instances > INSTANCES {
            return Err(unreadable(format!(
                "components multiply {stored} stored triangles to {} in {} uses",
                total.triangles, total.instances
            )));
        }
        Ok(())
    }

    /// The object that a reference in part `from` means.
    pub(super) fn find(&self, from: usize, path: Option<&str>, id: u32) -> Result<Key, Fault> {
        let asks = &self.models[from].0;
        let part = match path {
            None => from,
            Some(_) if from != 0 => {
                return Err(unreadable(format!(
                    "`{asks}` refers to another part; only the start part may"
                )));
            }
            Some(path) => {
                let wanted = super::opc::resolve("", path);
                self.models
                    .iter()
                    .position(|(name, _)| {
                        wanted
                            .as_deref()
                            .is_some_and(|w| name.eq_ignore_ascii_case(w))
                    })
                    // Its own path is no other part.
                    .filter(|part| *part != 0)
                    .ok_or_else(|| unreadable(format!("`{asks}` refers to itself as a path")))?
            }
        };
        let (name, model) = &self.models[part];
        model
            .by_id
            .get(&id)
            .map(|object| (part, *object))
            .ok_or_else(|| {
                unreadable(format!(
                    "`{asks}` refers to object {id}, which `{name}` lacks"
                ))
            })
    }

    /// The build items by shape.
    fn groups(&self) -> Result<Vec<Group>, Fault> {
        let items = &self.models[0].1.items;
        // A file in which nothing is to be printed now is still about its parts.
        let any = items.iter().any(|item| item.printable);
        let mut groups: Vec<Group> = Vec::new();
        let mut of_object: FxHashMap<Key, Vec<usize>> = FxHashMap::default();
        for Item {
            component,
            printable,
        } in items
        {
            let key = self.find(0, component.path.as_deref(), component.object)?;
            if any && !printable {
                continue;
            }
            let mut transform = component.transform.without_translation();
            if let Some(scale) = self.scale(key.0) {
                transform = scale.then(&transform);
            }
            let same = of_object.entry(key).or_default();
            match same
                .iter()
                .find(|i| groups[**i].transform.same_shape(&transform))
            {
                Some(i) => groups[*i].quantity = groups[*i].quantity.saturating_add(1),
                None if same.len() >= SHAPES => {
                    return Err(unreadable(format!(
                        "object {} is built in more than {SHAPES} sizes",
                        component.object
                    )));
                }
                None => {
                    same.push(groups.len());
                    groups.push(Group {
                        key,
                        transform,
                        quantity: 1,
                    });
                }
            }
        }
        Ok(groups)
    }

    /// From the unit of another part to that of the start part; `None` if they are the same.
    fn scale(&self, part: usize) -> Option<Transform> {
        let (own, start) = (self.models[part].1.unit, self.models[0].1.unit);
        (own != start).then(|| Transform::scale(own.in_mm() / start.in_mm()))
    }

    /// Adds the facets of an object and all its components; depth and amount were checked.
    fn flatten(&self, key: Key, transform: &Transform, flat: &mut Flat) {
        let solid = &self.models[key.0].1.objects[key.1];
        match (&solid.body, solid.kind) {
            (Body::Components(components), _) => {
                for component in components {
                    let path = component.path.as_deref();
                    let Ok(inner) = self.find(key.0, path, component.object) else {
                        continue;
                    };
                    let mut inner_transform = component.transform.then(transform);
                    if inner.0 != key.0
                        && let Some(scale) = self.scale(inner.0)
                    {
                        inner_transform = scale.then(&inner_transform);
                    }
                    self.flatten(inner, &inner_transform, flat);
                }
            }
            (Body::Mesh(mesh), Kind::Model) => flat.add(mesh, transform),
            _ => {}
        }
    }
}

/// Most sizes that one object is built in.
const SHAPES: usize = 256;

impl Extent {
    fn add(&mut self, other: &Self) {
        self.triangles = self.triangles.saturating_add(other.triangles);
        self.vertices = self.vertices.saturating_add(other.vertices);
        self.instances = self.instances.saturating_add(other.instances);
        self.depth = self.depth.max(other.depth);
        self.unsupported |= other.unsupported;
        self.surface |= other.surface;
        self.aid |= other.aid;
    }
}

/// One object, flattened.
#[derive(Default)]
struct Flat {
    vertices: Vec<Point>,
    facets: Vec<[u32; 3]>,
    left_out: Vec<u32>,
    bodies: Vec<u32>,
    repeated: usize,
}

impl Flat {
    fn add(&mut self, mesh: &Mesh, transform: &Transform) {
        let base = self.vertices.len() as u32;
        if *transform == Transform::IDENTITY {
            self.vertices.extend_from_slice(&mesh.vertices);
        } else {
            self.vertices
                .extend(mesh.vertices.iter().map(|p| transform.apply(*p)));
        }
        let mirrors = transform.mirrors();
        let begin = self.facets.len() as u32;
        if self.bodies.last() != Some(&begin) {
            self.bodies.push(begin);
        }
        for facet in &mesh.facets {
            let [a, b, c] = facet.map(|index| base + index);
            let sound = |i: u32| is_sound(self.vertices[i as usize]);
            if sound(a) && sound(b) && sound(c) {
                self.facets
                    .push(if mirrors { [a, c, b] } else { [a, b, c] });
            } else {
                self.left_out
                    .push((self.facets.len() + self.left_out.len()) as u32);
            }
        }
        self.repeated += mesh.repeated;
    }
}

/// The id for people: the object's own, with its part unless that is the start part, and with a
/// number when the same object is built in several sizes.
fn object_id(part: usize, path: &str, id: u32, earlier: usize) -> String {
    let mut text = id.to_string();
    if part != 0 {
        text = format!("{path}#{text}");
    }
    if earlier > 0 {
        text = format!("{text}@{}", earlier + 1);
    }
    text
}
