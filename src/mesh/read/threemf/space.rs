//! The XML namespaces that 3MF files use, and what each means for geometry.

/// The namespace of an element or attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// None at all.
    None,
    /// 3MF core.
    Core,
    /// The production extension: paths to other model parts.
    Production,
    /// The slice extension: ready-made slices beside or instead of the mesh.
    Slice,
    /// Alternatives of the production extension: objects in several resolutions.
    Alternatives,
    /// Extensions that change nothing about the geometry: materials, sets of triangles.
    Passive,
    /// Extensions that describe geometry which this version cannot measure.
    Geometry(&'static str),
    /// `[Content_Types].xml`.
    ContentTypes,
    /// Relationships.
    Relationships,
    /// A prefix that the file does not declare.
    Undeclared,
    /// Anything else, such as a slicer's own.
    Other,
}

const CORE: &str = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02";

const KNOWN: &[(&str, Space)] = &[
    (
        "http://schemas.microsoft.com/3dmanufacturing/production/2015/06",
        Space::Production,
    ),
    (
        "http://schemas.microsoft.com/3dmanufacturing/slice/2015/07",
        Space::Slice,
    ),
    (
        "http://schemas.openxmlformats.org/package/2006/content-types",
        Space::ContentTypes,
    ),
    (
        "http://schemas.openxmlformats.org/package/2006/relationships",
        Space::Relationships,
    ),
];

/// Where extensions of the 3MF Consortium live; their editions differ in the date at the end.
const CONSORTIUM: [&str; 2] = [
    "http://schemas.microsoft.com/3dmanufacturing/",
    "http://schemas.3mf.io/3dmanufacturing/",
];

/// Extensions by the word after that.
const EXTENSIONS: &[(&str, Space)] = &[
    ("material", Space::Passive),
    ("trianglesets", Space::Passive),
    ("productionalternatives", Space::Alternatives),
    ("beamlattice", Space::Geometry("beam lattice")),
    ("booleanoperations", Space::Geometry("boolean operations")),
    ("displacement", Space::Geometry("displacement")),
    ("volumetric", Space::Geometry("volumetric content")),
    ("implicit", Space::Geometry("implicit geometry")),
    (
        "securecontent",
        Space::Geometry("secure content (encrypted parts)"),
    ),
];

impl Space {
    /// The namespace with this URI.
    pub(super) fn of(uri: &str) -> Self {
        if uri == CORE {
            return Self::Core;
        }
        if let Some((_, space)) = KNOWN.iter().find(|(known, _)| *known == uri) {
            return *space;
        }
        CONSORTIUM
            .iter()
            .find_map(|host| uri.strip_prefix(host))
            .and_then(|rest| rest.split('/').next())
            .and_then(|word| EXTENSIONS.iter().find(|(known, _)| *known == word))
            .map_or(Self::Other, |(_, space)| *space)
    }

    /// What a file cannot be read without, if it *requires* this extension; `None` if it can.
    pub(super) fn unsupported(self, uri: &str) -> Option<String> {
        match self {
            Self::Core | Self::Production | Self::Slice | Self::Alternatives | Self::Passive => {
                None
            }
            Self::Geometry(what) => Some(what.to_owned()),
            _ => Some(format!("the required extension `{uri}`")),
        }
    }
}
