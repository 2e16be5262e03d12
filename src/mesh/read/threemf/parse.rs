//! From the XML of a model part to a [`Model`].

use super::model::{Body, Component, Item, Kind, Mesh, Model, Solid};
use super::space::Space;
use super::transform::Transform;
use super::xml::{Element, Node, Xml};
use super::{Fault, number, unsupported};
use crate::units::{LengthUnit, Point};
use rustc_hash::{FxHashMap, FxHashSet};

impl Model {
    /// Reads the text of a part; only the start part must say what it builds.
    pub(super) fn parse(part: &str, text: &str, start: bool) -> Result<Self, Fault> {
        let mut xml = Xml::new(part, text);
        let root = xml.root(Space::Core, "model")?;
        let unit = unit(&xml, &root)?;
        check_required(&xml, &root)?;
        let mut parser = Parser {
            xml,
            ids: FxHashSet::default(),
            model: Self {
                unit,
                objects: Vec::new(),
                by_id: FxHashMap::default(),
                items: Vec::new(),
                thumbnails: FxHashSet::default(),
                unsupported: Vec::new(),
            },
        };
        parser.sections(start)?;
        Ok(parser.model)
    }
}

fn unit(xml: &Xml<'_>, root: &Element<'_>) -> Result<LengthUnit, Fault> {
    let Some(word) = xml.optional(root, "unit")? else {
        return Ok(LengthUnit::Millimetre);
    };
    Ok(match word.trim() {
        "micron" => LengthUnit::Micron,
        "millimeter" => LengthUnit::Millimetre,
        "centimeter" => LengthUnit::Centimetre,
        "inch" => LengthUnit::Inch,
        "foot" => LengthUnit::Foot,
        "meter" => LengthUnit::Metre,
        other => {
            let other: String = other.chars().take(40).collect();
            return Err(xml.fault(format!("`{other}` is no unit of 3MF")));
        }
    })
}

/// Refuses a model that requires an extension beyond those that are read.
fn check_required(xml: &Xml<'_>, root: &Element<'_>) -> Result<(), Fault> {
    let prefixes = xml.optional(root, "requiredextensions")?;
    let mut missing = Vec::new();
    for prefix in prefixes.as_deref().unwrap_or("").split_ascii_whitespace() {
        let short: String = prefix.chars().take(40).collect();
        let Some(uri) = xml.namespace(prefix) else {
            return Err(xml.fault(format!(
                "it requires the extension `{short}`, a prefix that it does not declare"
            )));
        };
        if let Some(what) = Space::of(&uri).unsupported(&uri)
            && !missing.contains(&what)
        {
            missing.push(what);
        }
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(unsupported(missing.join(", ")))
    }
}

struct Parser<'t> {
    xml: Xml<'t>,
    ids: FxHashSet<u32>,
    model: Model,
}

impl<'t> Parser<'t> {
    /// The children of `model`.
    fn sections(&mut self, start: bool) -> Result<(), Fault> {
        let (mut resources, mut build) = (false, false);
        while let Some(node) = self.xml.next()? {
            let Node::Open(element) = node else { continue };
            if element.is(Space::Core, "resources") {
                if std::mem::replace(&mut resources, true) {
                    return Err(self.xml.fault("a second `resources`"));
                }
                self.resources()?;
            } else if element.is(Space::Core, "build") {
                if std::mem::replace(&mut build, true) {
                    return Err(self.xml.fault("a second `build`"));
                }
                self.build()?;
            } else {
                self.skip_foreign(&element)?;
            }
        }
        match (resources, build) {
            (false, _) => Err(self.xml.fault("no `resources`")),
            (_, false) if start => Err(self.xml.fault("no `build`")),
            _ => Ok(()),
        }
    }

    /// Calls `child` at each child of the element just opened; `child` must read past its end.
    fn children(
        &mut self,
        mut child: impl FnMut(&mut Self, Element<'t>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let depth = self.xml.depth();
        while let Some(node) = self.xml.next()? {
            match node {
                Node::Open(element) => child(self, element)?,
                Node::Close if self.xml.depth() < depth => break,
                Node::Close => {}
            }
        }
        Ok(())
    }

    /// Skips an element inside an object, which might mean more geometry.
    fn skip_inside(&mut self, element: &Element<'t>) -> Result<bool, Fault> {
        if element.space == Space::Undeclared {
            let name: String = element.name().chars().take(40).collect();
            let what = format!("`{name}` inside an object has a prefix that is not declared");
            return Err(self.xml.fault(what));
        }
        self.skip_foreign(element)?;
        Ok(matches!(element.space, Space::Geometry(_)))
    }

    /// Skips an element of no concern, noting geometry that cannot be measured. A prefix that is
    /// not declared is let pass: samples of the standard itself have some among their materials.
    fn skip_foreign(&mut self, element: &Element<'t>) -> Result<(), Fault> {
        self.note_unsupported(element);
        self.xml.skip()
    }

    fn note_unsupported(&mut self, element: &Element<'t>) {
        if let Space::Geometry(what) = element.space {
            self.note(what);
        }
    }

    fn note(&mut self, unsupported: &'static str) {
        if !self.model.unsupported.contains(&unsupported) {
            self.model.unsupported.push(unsupported);
        }
    }

    fn resources(&mut self) -> Result<(), Fault> {
        self.children(|this, element| {
            if let Some(id) = this.xml.optional(&element, "id")? {
                let id = this.id(&id)?;
                if !this.ids.insert(id) {
                    return Err(this.xml.fault(format!("two resources have the id {id}")));
                }
                if element.is(Space::Core, "object") {
                    return this.object(&element, id);
                }
            } else if element.is(Space::Core, "object") {
                return Err(this.xml.fault("an object without `id`"));
            }
            this.skip_foreign(&element)
        })
    }

    /// A resource id: 1 to 2³¹ − 1.
    fn id(&self, text: &str) -> Result<u32, Fault> {
        match text.trim().parse::<u32>() {
            Ok(id) if id > 0 && id < 1 << 31 => Ok(id),
            _ => {
                let text: String = text.chars().take(24).collect();
                Err(self.xml.fault(format!("`{text}` is no resource id")))
            }
        }
    }

    fn object(&mut self, element: &Element<'t>, id: u32) -> Result<(), Fault> {
        let name = self.xml.optional(element, "name")?;
        let name = name.filter(|name| !name.trim().is_empty());
        let kind = match self
            .xml
            .optional(element, "type")?
            .as_deref()
            .map(str::trim)
        {
            None | Some("model") => Kind::Model,
            Some("solidsupport" | "support" | "other") => Kind::Aid,
            Some("surface") => Kind::Surface,
            Some(other) => {
                let other: String = other.chars().take(40).collect();
                return Err(self
                    .xml
                    .fault(format!("object {id} has the unknown type `{other}`")));
            }
        };
        if let Some(path) = self.xml.optional(element, "thumbnail")? {
            self.model.thumbnails.insert(path);
        }
        let rough = self.is_stand_in(element)?;
        let mut body = None;
        let mut foreign = rough;
        self.children(|this, child| {
            if child.space == Space::Core && matches!(child.name(), "mesh" | "components") {
                if body.is_some() {
                    return Err(this
                        .xml
                        .fault(format!("object {id} has more than one mesh or components")));
                }
                body = Some(if child.name() == "mesh" {
                    let (mesh, lattice) = this.mesh(id)?;
                    foreign |= lattice;
                    Body::Mesh(mesh)
                } else {
                    Body::Components(this.components(id)?)
                });
                Ok(())
            } else {
                foreign |= this.skip_inside(&child)?;
                Ok(())
            }
        })?;
        let body = match body {
            _ if foreign => Body::Unsupported,
            Some(body) => body,
            None => {
                return Err(self
                    .xml
                    .fault(format!("object {id} has neither a mesh nor components")));
            }
        };
        self.model.by_id.insert(id, self.model.objects.len());
        self.model.objects.push(Solid {
            id,
            name,
            kind,
            body,
        });
        Ok(())
    }

    /// Whether the object's mesh only stands in for the real geometry.
    fn is_stand_in(&mut self, element: &Element<'t>) -> Result<bool, Fault> {
        for (space, name, what) in [
            (
                Space::Slice,
                "meshresolution",
                "slices whose mesh is only a rough stand-in",
            ),
            (
                Space::Alternatives,
                "modelresolution",
                "an object whose full resolution is elsewhere",
            ),
        ] {
            let resolution = self.xml.optional_in(element, space, name)?;
            if resolution.is_some_and(|word| word.trim() != "fullres") {
                self.note(what);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The mesh of object `id`, and whether it is more than its triangles.
    fn mesh(&mut self, id: u32) -> Result<(Mesh, bool), Fault> {
        let mut mesh = Mesh::default();
        let mut foreign = false;
        let (mut vertices, mut triangles) = (false, false);
        self.children(|this, child| {
            if child.is(Space::Core, "vertices") {
                if std::mem::replace(&mut vertices, true) {
                    return Err(this.xml.fault(format!("object {id} has two `vertices`")));
                }
                return this.vertices(&mut mesh.vertices);
            }
            if child.is(Space::Core, "triangles") {
                if std::mem::replace(&mut triangles, true) {
                    return Err(this.xml.fault(format!("object {id} has two `triangles`")));
                }
                return this.triangles(id, &mut mesh);
            }
            foreign |= this.skip_inside(&child)?;
            Ok(())
        })?;
        if vertices {
            Ok((mesh, foreign))
        } else {
            Err(self
                .xml
                .fault(format!("object {id} has a mesh without `vertices`")))
        }
    }

    fn vertices(&mut self, vertices: &mut Vec<Point>) -> Result<(), Fault> {
        self.children(|this, child| {
            if !child.is(Space::Core, "vertex") {
                return this.skip_foreign(&child);
            }
            let words = this.xml.exactly(&child, ["x", "y", "z"])?;
            let mut point = [0.0; 3];
            for (value, word) in point.iter_mut().zip(&words) {
                *value = number(word).ok_or_else(|| {
                    let word: String = word.chars().take(24).collect();
                    this.xml.fault(format!("`{word}` is not a number"))
                })?;
            }
            vertices.push(point);
            this.xml.skip()
        })
    }

    fn triangles(&mut self, id: u32, mesh: &mut Mesh) -> Result<(), Fault> {
        self.children(|this, child| {
            if !child.is(Space::Core, "triangle") {
                return this.skip_foreign(&child);
            }
            let words = this.xml.exactly(&child, ["v1", "v2", "v3"])?;
            let mut facet = [0; 3];
            for (index, word) in facet.iter_mut().zip(&words) {
                let word = word.trim();
                *index = word
                    .parse()
                    .ok()
                    .filter(|index: &u32| (*index as usize) < mesh.vertices.len())
                    .ok_or_else(|| {
                        let word: String = word.chars().take(24).collect();
                        this.xml.fault(format!(
                            "triangle {} of object {id} names vertex `{word}` of {}",
                            mesh.facets.len(),
                            mesh.vertices.len()
                        ))
                    })?;
            }
            let [a, b, c] = facet;
            mesh.repeated += usize::from(a == b || b == c || a == c);
            mesh.facets.push(facet);
            this.xml.skip()
        })
    }

    fn components(&mut self, id: u32) -> Result<Vec<Component>, Fault> {
        let mut components = Vec::new();
        self.children(|this, child| {
            if child.is(Space::Core, "component") {
                let component = this.component(&child)?;
                if component.path.is_none() && !this.model.by_id.contains_key(&component.object) {
                    return Err(this.xml.fault(format!(
                        "object {id} has a component {}, but no object before it has that id",
                        component.object
                    )));
                }
                components.push(component);
                this.xml.skip()
            } else {
                this.skip_foreign(&child)
            }
        })?;
        Ok(components)
    }

    /// The common attributes of components and items.
    fn component(&mut self, element: &Element<'t>) -> Result<Component, Fault> {
        let object = self.id(&self.xml.required(element, "objectid")?)?;
        let path = self.xml.optional_in(element, Space::Production, "path")?;
        let transform = match self.xml.optional(element, "transform")? {
            None => Transform::IDENTITY,
            Some(text) => Transform::parse(&text)
                .map_err(|why| self.xml.fault(format!("a transform cannot be used: {why}")))?,
        };
        Ok(Component {
            object,
            path,
            transform,
        })
    }

    fn build(&mut self) -> Result<(), Fault> {
        self.children(|this, child| {
            if child.is(Space::Core, "item") {
                let component = this.component(&child)?;
                let printable = this
                    .xml
                    .optional_local(&child, "printable")?
                    .is_none_or(|word| !matches!(word.trim(), "0" | "false"));
                this.model.items.push(Item {
                    component,
                    printable,
                });
                this.xml.skip()
            } else {
                this.skip_foreign(&child)
            }
        })
    }
}
