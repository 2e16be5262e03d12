//! The table of formats that are known by their extension.

use super::kind::{Content as C, Family as F};
use Signed::{Always, Sometimes};

/// What an extension stands for.
#[derive(Debug)]
pub struct Format {
    /// What to call it.
    pub name: &'static str,
    /// What it is for.
    pub family: F,
    /// Its extensions, lower case, separated by spaces.
    pub extensions: &'static str,
    /// Signatures that such a file may carry. A signature outside this list contradicts the name.
    pub contents: &'static [C],
    /// Whether it always carries one of `contents`, so that anything else contradicts the name.
    pub signed: Signed,
}

/// Whether every file of a format carries a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Signed {
    Always,
    Sometimes,
}

const fn row(
    name: &'static str,
    family: F,
    extensions: &'static str,
    contents: &'static [C],
    signed: Signed,
) -> Format {
    Format {
        name,
        family,
        extensions,
        contents,
        signed,
    }
}

/// Every format that is known by its extension.
#[rustfmt::skip] // one line for each
pub static KNOWN: &[Format] = &[
    row("STL mesh", F::Mesh, "stl", &[C::AsciiStl], Sometimes),
    row("3MF package", F::Mesh, "3mf", &[C::Zip], Always),
    row("OBJ mesh", F::Mesh, "obj", &[], Sometimes),
    row("PLY mesh", F::Mesh, "ply", &[C::Ply], Always),
    row("AMF mesh", F::Mesh, "amf", &[C::Xml, C::Zip], Sometimes),
    row("OFF mesh", F::Mesh, "off", &[], Sometimes),
    row("glTF model", F::Mesh, "gltf glb", &[], Sometimes),
    // Editable with free software.
    row("FreeCAD document", F::OpenSource, "fcstd fcstd1", &[C::Zip], Always),
    row("FreeCAD macro", F::OpenSource, "fcmacro", &[], Sometimes),
    row("OpenSCAD script", F::OpenSource, "scad", &[], Sometimes),
    row("OpenSCAD drawing", F::OpenSource, "csg", &[], Sometimes),
    row("Python model", F::OpenSource, "py", &[], Sometimes),
    row("JSCAD model", F::OpenSource, "jscad", &[], Sometimes),
    row("Blender file", F::OpenSource, "blend", &[C::Blend, C::Gzip, C::Zstd], Always),
    row("SolveSpace model", F::OpenSource, "slvs", &[], Sometimes),
    row("BRL-CAD model", F::OpenSource, "g", &[], Sometimes),
    row("ImplicitCAD script", F::OpenSource, "escad", &[], Sometimes),
    row("KiCad design", F::OpenSource, "kicad_pcb kicad_sch kicad_pro kicad_mod kicad_sym sch brd pro lib pcb", &[C::Xml], Sometimes),
    row("LibrePCB project", F::OpenSource, "lpp lppz", &[C::Zip], Sometimes),
    row("gEDA design", F::OpenSource, "sym fp", &[], Sometimes),
    row("Fritzing sketch", F::OpenSource, "fzz fz fzpz", &[C::Zip, C::Xml], Sometimes),
    row("Horizon project", F::OpenSource, "hprj", &[], Sometimes),
    row("Inkscape drawing", F::Drawing, "svg", &[C::Svg, C::Xml], Sometimes),
    row("Compressed SVG", F::Drawing, "svgz", &[C::Gzip], Always),
    row("DXF drawing", F::Drawing, "dxf", &[], Sometimes),
    row("EPS drawing", F::Drawing, "eps ps", &[], Sometimes),
    row("Seamly pattern", F::OpenSource, "sm2d val", &[C::Xml], Sometimes),
    row("GIMP picture", F::OpenSource, "xcf", &[], Sometimes),
    row("Krita picture", F::OpenSource, "kra", &[C::Zip], Sometimes),
    row("Scribus layout", F::OpenSource, "sla", &[C::Xml, C::Gzip], Sometimes),
    row("Dune3D document", F::OpenSource, "d3ddoc", &[], Sometimes),
    // Editable with one maker's software.
    row("Fusion archive", F::ProprietarySource, "f3d f3z f2d", &[C::Zip], Sometimes),
    row("SolidWorks document", F::ProprietarySource, "sldprt sldasm slddrw", &[C::Ole], Sometimes),
    row("Inventor document", F::ProprietarySource, "ipt iam idw ipn", &[C::Ole], Sometimes),
    row("SketchUp model", F::ProprietarySource, "skp", &[C::Zip], Sometimes),
    row("Rhino model", F::ProprietarySource, "3dm gh ghx", &[C::Xml], Sometimes),
    row("CATIA document", F::ProprietarySource, "catpart catproduct catdrawing", &[C::Ole], Sometimes),
    row("Solid Edge document", F::ProprietarySource, "par psm asm dft", &[C::Ole], Sometimes),
    row("Creo document", F::ProprietarySource, "prt drw", &[], Sometimes),
    row("Shapr3D design", F::ProprietarySource, "shapr", &[C::Zip], Sometimes),
    row("AutoCAD drawing", F::ProprietarySource, "dwg", &[], Sometimes),
    row("Alibre document", F::ProprietarySource, "ad_prt ad_asm", &[C::Ole, C::Zip], Sometimes),
    row("DesignSpark document", F::ProprietarySource, "rsdoc scdoc", &[C::Zip], Sometimes),
    row("Altium document", F::ProprietarySource, "pcbdoc schdoc prjpcb pcblib schlib", &[C::Ole], Sometimes),
    row("ZBrush tool", F::ProprietarySource, "ztl zpr", &[], Sometimes),
    row("3ds Max scene", F::ProprietarySource, "max", &[C::Ole], Sometimes),
    row("Cinema 4D scene", F::ProprietarySource, "c4d", &[], Sometimes),
    row("CorelDRAW drawing", F::ProprietarySource, "cdr", &[C::Zip], Sometimes),
    row("Illustrator drawing", F::ProprietarySource, "ai", &[C::Pdf], Sometimes),
    row("Photoshop picture", F::ProprietarySource, "psd", &[], Sometimes),
    row("LightBurn project", F::ProprietarySource, "lbrn lbrn2", &[C::Xml], Sometimes),
    row("VCarve project", F::ProprietarySource, "crv crv3d", &[C::Ole, C::Zip], Sometimes),
    // Between programs.
    row("STEP file", F::Exchange, "step stp p21", &[C::StepText, C::Zip, C::Gzip], Sometimes),
    row("compressed STEP file", F::Exchange, "stpz", &[C::Zip, C::Gzip], Sometimes),
    row("IGES file", F::Exchange, "iges igs", &[], Sometimes),
    row("BREP shape", F::Exchange, "brep brp", &[], Sometimes),
    row("Parasolid body", F::Exchange, "x_t x_b", &[], Sometimes),
    row("ACIS body", F::Exchange, "sat sab", &[], Sometimes),
    row("IFC model", F::Exchange, "ifc", &[C::StepText], Sometimes),
    row("COLLADA model", F::Exchange, "dae", &[C::Xml], Sometimes),
    row("VRML model", F::Exchange, "wrl vrml", &[C::Gzip], Sometimes),
    row("FBX model", F::Exchange, "fbx", &[], Sometimes),
    // What fabricators are sent.
    row("Gerber file", F::Fabrication, "gbr ger gtl gbl gts gbs gto gbo gtp gbp gm1 gko gbrjob", &[], Sometimes),
    row("drill file", F::Fabrication, "drl xln exc", &[], Sometimes),
    row("placement file", F::Fabrication, "pos", &[], Sometimes),
    row("G-code", F::Sliced, "gcode gco bgcode gx x3g makerbot ufp nc ngc tap cnc", &[C::Zip], Sometimes),
    row("sliced resin file", F::Sliced, "ctb cbddlp photon photons pwmx pwmo pws sl1 sl1s lys chitubox form", &[C::Zip], Sometimes),
    // For people.
    row("Markdown text", F::Document, "md markdown", &[C::Html, C::Svg, C::Xml], Sometimes),
    row("text", F::Document, "txt rst adoc asciidoc org tex text", &[], Sometimes),
    row("web page", F::Document, "html htm", &[C::Html, C::Xml, C::Svg], Sometimes),
    row("PDF document", F::Document, "pdf", &[C::Pdf], Always),
    row("OpenDocument text", F::Document, "odt odp odg", &[C::Zip], Always),
    row("flat OpenDocument", F::Document, "fodt fodp fodg fods", &[C::Xml], Sometimes),
    row("Office document", F::Document, "docx pptx", &[C::Zip, C::Ole], Always),
    row("old Office document", F::Document, "doc ppt", &[C::Ole, C::Zip, C::Html], Sometimes),
    row("table", F::Table, "csv tsv", &[], Sometimes),
    row("spreadsheet", F::Table, "ods xlsx xlsm", &[C::Zip, C::Ole], Always),
    row("old spreadsheet", F::Table, "xls", &[C::Ole, C::Html, C::Xml, C::Zip], Sometimes),
    row("PNG picture", F::Image, "png", &[C::Png, C::Jpeg, C::Webp, C::Gif], Always),
    row("JPEG picture", F::Image, "jpg jpeg jpe", &[C::Jpeg, C::Png, C::Webp, C::Gif], Always),
    row("GIF picture", F::Image, "gif", &[C::Gif, C::Png, C::Jpeg, C::Webp], Always),
    row("WebP picture", F::Image, "webp", &[C::Webp, C::Png, C::Jpeg, C::Gif], Always),
    row("picture", F::Image, "bmp tif tiff heic avif ico jxl", &[C::Png, C::Jpeg, C::Webp], Sometimes),
    row("film", F::Image, "mp4 mov webm avi mkv m4v", &[], Sometimes),
    row("ZIP archive", F::Archive, "zip", &[C::Zip], Always),
    row("7z archive", F::Archive, "7z", &[C::SevenZip], Always),
    row("RAR archive", F::Archive, "rar", &[C::Rar], Always),
    row("gzip archive", F::Archive, "gz tgz", &[C::Gzip], Always),
];

/// The format that the extension of `path` stands for.
pub fn by_extension(path: &str) -> Option<&'static Format> {
    let extension = super::extension(path);
    if extension.is_empty() {
        return None;
    }
    KNOWN
        .iter()
        .find(|format| format.extensions.split(' ').any(|known| known == extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_belong_to_one_format_each() {
        let mut seen = std::collections::BTreeMap::new();
        for format in KNOWN {
            for extension in format.extensions.split(' ') {
                assert_eq!(extension, extension.to_ascii_lowercase());
                assert_eq!(seen.insert(extension, format.name), None, "{extension}");
            }
        }
    }
}
