//! What slicers keep beside the model: which volumes are modifiers, which are cuts.
//!
//! `PrusaSlicer` merges all volumes of an object into one mesh and lists their triangle ranges in
//! `Metadata/Slic3r_PE_model.config`; Bambu Studio and `OrcaSlicer` make each volume a component and
//! describe it in `Metadata/model_settings.config`. Modifiers, support blockers and enforcers are
//! no part of the solid and are left out; a negative volume is a cut that only the slicer makes,
//! so the object cannot be measured. Both files also name objects. They are hints: one that cannot
//! be read is ignored.

use super::model::{Body, Mesh, Model};
use super::opc::Package;
use super::xml::{Element, Node, Xml};
use rustc_hash::{FxHashMap, FxHashSet};

const PRUSA: &str = "Metadata/Slic3r_PE_model.config";
const BAMBU: &str = "Metadata/model_settings.config";

/// What a volume is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Solid,
    Aid,
    Cut,
}

/// A volume: a range of triangles (both ends included), or the component with an object id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Volume {
    Triangles(usize, usize),
    Component(u32),
}

/// What the slicer says of the objects of the start part, by id.
#[derive(Default)]
pub(super) struct Hints {
    names: FxHashMap<u32, String>,
    volumes: FxHashMap<u32, Vec<(Volume, Role)>>,
}

impl Hints {
    /// Reads whichever of the two files there is.
    pub(super) fn read(package: &mut Package<'_>) -> Self {
        for name in [PRUSA, BAMBU] {
            if let Some(text) = package.attachment(name) {
                return Self::parse(name, &text).unwrap_or_default();
            }
        }
        Self::default()
    }

    fn parse(part: &str, text: &str) -> Option<Self> {
        let mut hints = Self::default();
        let mut xml = Xml::new(part, text);
        let mut object = None;
        let mut volume: Option<(Volume, Role)> = None;
        while let Some(node) = xml.next().ok()? {
            let Node::Open(element) = node else {
                // An object is on level 2, its volumes on level 3.
                if xml.depth() < 3
                    && let (Some(object), Some(volume)) = (object, volume.take())
                {
                    hints.volumes.entry(object).or_default().push(volume);
                }
                if xml.depth() < 2 {
                    object = None;
                }
                continue;
            };
            let get = |name: &str| xml.optional(&element, name).ok().flatten();
            let id = || get("id")?.parse().ok();
            match (xml.depth(), element.name()) {
                (2, "object") => object = id(),
                (3, "metadata") => {
                    if let (Some(object), Some("name")) = (object, get("key").as_deref()) {
                        hints.names.insert(object, get("value").unwrap_or_default());
                    }
                }
                (3, "volume") => {
                    let end = |name: &str| get(name)?.parse().ok();
                    let range = Option::zip(end("firstid"), end("lastid"));
                    volume = range.map(|(a, b)| (Volume::Triangles(a, b), Role::Solid));
                }
                (3, "part") => {
                    let role = role(get("subtype").as_deref().unwrap_or_default());
                    volume = id().map(|id| (Volume::Component(id), role));
                }
                (4, "metadata") => {
                    if let Some((_, role_of)) = &mut volume {
                        read_role(&xml, &element, role_of);
                    }
                }
                _ => {}
            }
        }
        Some(hints)
    }

    /// Leaves out what is not solid and names objects without a name; tells of cuts.
    pub(super) fn apply(&self, model: &mut Model) -> Option<String> {
        let mut cut = Vec::new();
        for solid in &mut model.objects {
            if solid.name.is_none() {
                solid.name = self.names.get(&solid.id).filter(|n| !n.is_empty()).cloned();
            }
            let Some(volumes) = self.volumes.get(&solid.id) else {
                continue;
            };
            if volumes.iter().any(|(_, role)| *role == Role::Cut) {
                solid.body = Body::Unsupported;
                cut.push(solid.id.to_string());
                continue;
            }
            match &mut solid.body {
                Body::Mesh(mesh) => leave_out(mesh, volumes),
                Body::Components(components) => {
                    let aids: FxHashSet<u32> = volumes
                        .iter()
                        .filter_map(|volume| match *volume {
                            (Volume::Component(id), Role::Aid) => Some(id),
                            _ => None,
                        })
                        .collect();
                    components.retain(|component| !aids.contains(&component.object));
                }
                Body::Unsupported => {}
            }
        }
        (!cut.is_empty()).then(|| {
            format!(
                "negative volumes, which only a slicer cuts out (object {})",
                cut.join(", ")
            )
        })
    }
}

/// Removes the triangles of modifiers from a mesh.
fn leave_out(mesh: &mut Mesh, volumes: &[(Volume, Role)]) {
    let mut ranges: Vec<(usize, usize)> = volumes
        .iter()
        .filter_map(|volume| match *volume {
            (Volume::Triangles(first, last), Role::Aid) => Some((first, last)),
            _ => None,
        })
        .collect();
    if ranges.is_empty() {
        return;
    }
    ranges.sort_unstable();
    // One sweep over the facets with the farthest end of the ranges begun so far.
    let mut number = 0;
    let mut next = 0;
    let mut gone_to = None;
    mesh.facets.retain(|_| {
        while let Some((_, last)) = ranges.get(next).filter(|range| range.0 <= number) {
            gone_to = gone_to.max(Some(*last));
            next += 1;
        }
        let gone = gone_to.is_some_and(|last| number <= last);
        number += 1;
        !gone
    });
    let repeated = |[a, b, c]: &&[u32; 3]| a == b || b == c || a == c;
    mesh.repeated = mesh.facets.iter().filter(repeated).count();
}

fn role(word: &str) -> Role {
    match word {
        "NegativeVolume" | "negative_part" => Role::Cut,
        "ParameterModifier" | "modifier_part" | "SupportEnforcer" | "SupportBlocker"
        | "support_enforcer" | "support_blocker" => Role::Aid,
        _ => Role::Solid,
    }
}

/// `PrusaSlicer` tells the role in a `metadata` of the volume, older versions by a flag.
fn read_role(xml: &Xml<'_>, element: &Element<'_>, volume: &mut Role) {
    let get = |name: &str| xml.optional(element, name).ok().flatten();
    let (Some(key), Some(value)) = (get("key"), get("value")) else {
        return;
    };
    match key.as_str() {
        "volume_type" => *volume = role(&value),
        "modifier" if value == "1" && *volume == Role::Solid => *volume = Role::Aid,
        _ => {}
    }
}
