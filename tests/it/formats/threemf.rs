//! What 3MF files mean.

use super::package::{CORE, Package, components, cuboid, model, model_with, object};
use super::{extent, refusal, volume};
use fabcommons::measure::{Scope, measure};
use fabcommons::mesh::{Format, Problem};
use fabcommons::units::LengthUnit;

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

#[test]
fn a_box_is_read_exactly() {
    let resources = r#"<object id="7" name="A &amp; B" partnumber="x">"#.to_owned()
        + &cuboid(10.5, 20.25, 30.125)
        + "</object>";
    let file = Package::of(model(&resources, "<item objectid=\"7\"/>")).read();
    assert_eq!(file.problems, []);
    assert_eq!(
        (file.format, file.unit),
        (Format::ThreeMf, Some(LengthUnit::Millimetre))
    );
    let [object] = &file.objects[..] else {
        panic!("one object")
    };
    assert_eq!((object.id.as_str(), object.quantity), ("7", 1));
    assert_eq!(object.name.as_deref(), Some("A & B"));
    assert_eq!(object.triangles.len(), 12);
    assert_eq!(volume(object), 10.5 * 20.25 * 30.125);
    assert_eq!(extent(object), [[0.0; 3], [10.5, 20.25, 30.125]]);
}

#[test]
fn all_six_units_are_known_and_others_refused() {
    for (word, unit) in [
        ("micron", LengthUnit::Micron),
        ("millimeter", LengthUnit::Millimetre),
        ("centimeter", LengthUnit::Centimetre),
        ("inch", LengthUnit::Inch),
        ("foot", LengthUnit::Foot),
        ("meter", LengthUnit::Metre),
    ] {
        let text = model_with(
            &format!("unit=\"{word}\""),
            &object(1, &cuboid(1.0, 1.0, 1.0)),
            "<item objectid=\"1\"/>",
        );
        let file = Package::of(text).read();
        assert_eq!(
            (file.unit, &file.problems[..]),
            (Some(unit), &[][..]),
            "{word}"
        );
    }
    let text = model_with("unit=\"furlong\"", "", "");
    assert_eq!(
        refusal(&Package::of(text).read()),
        "`3D/3dmodel.model` line 2: `furlong` is no unit of 3MF"
    );
}

#[test]
fn nested_components_are_transformed_from_the_inside_out() {
    let resources = [
        object(1, &cuboid(1.0, 2.0, 3.0)),
        // Scaled by 2, moved; then turned a quarter about z, and once more as it is.
        object(2, &components(&[(1, "2 0 0 0 2 0 0 0 2 10 0 0")])),
        object(3, &components(&[(2, "0 1 0 -1 0 0 0 0 1 0 0 5"), (1, "")])),
    ]
    .concat();
    let file = Package::of(model(&resources, "<item objectid=\"3\"/>")).read();
    assert_eq!(file.problems, []);
    let [object] = &file.objects[..] else {
        panic!("one object")
    };
    assert_eq!(object.triangles.len(), 24);
    // x 10…12 becomes y, y 0…4 becomes −x, z 0…6 rises by 5; the other box is at the origin.
    assert_eq!(extent(object), [[-4.0, 0.0, 0.0], [1.0, 12.0, 11.0]]);
    assert_eq!(volume(object), 6.0 * 8.0 + 6.0);
}

#[test]
fn components_that_touch_stay_apart() {
    let resources = [
        object(1, &cuboid(10.0, 10.0, 10.0)),
        object(2, &components(&[(1, ""), (1, "1 0 0 0 1 0 0 0 1 10 0 0")])),
    ]
    .concat();
    let file = Package::of(model(&resources, "<item objectid=\"2\"/>")).read();
    let [object] = &file.objects[..] else {
        panic!("one object")
    };
    assert_eq!(object.bodies, [0, 12]);
    let facts = measure(object, LengthUnit::Millimetre, Scope::Topology);
    assert_eq!((facts.vertices, facts.triangles), (16, 24));
    assert_eq!(facts.non_manifold_edges, 0);
    assert_eq!(facts.duplicate_triangles, 0);
    assert_eq!(facts.shells_total, 2);
    assert!(near(facts.volume, 2000.0));
    // Without the bodies they would share a face, walled up from both sides.
    let mut joined = object.clone();
    joined.bodies.clear();
    let facts = measure(&joined, LengthUnit::Millimetre, Scope::Topology);
    assert_eq!((facts.vertices, facts.duplicate_triangles), (12, 2));
    assert_eq!(facts.non_manifold_edges, 5);
}

#[test]
fn a_mirrored_component_is_not_inside_out() {
    let resources = [
        object(1, &cuboid(1.0, 2.0, 3.0)),
        object(2, &components(&[(1, "-1 0 0 0 1 0 0 0 1 0 0 0")])),
    ]
    .concat();
    let build = r#"<item objectid="2"/><item objectid="1" transform="1 0 0 0 1 0 0 0 -1 9 9 9"/>"#;
    let file = Package::of(model(&resources, build)).read();
    assert_eq!(file.objects.len(), 2);
    for object in &file.objects {
        assert_eq!(volume(object), 6.0);
    }
    assert_eq!(
        extent(&file.objects[0]),
        [[-1.0, 0.0, 0.0], [0.0, 2.0, 3.0]]
    );
    // Mirrored, not moved.
    assert_eq!(
        extent(&file.objects[1]),
        [[0.0, 0.0, -3.0], [1.0, 2.0, 0.0]]
    );
}

#[test]
fn items_that_differ_by_a_turn_or_a_move_are_one_part() {
    let resources = [
        object(4, &cuboid(1.0, 2.0, 3.0)),
        object(5, &cuboid(9.0, 9.0, 9.0)),
    ]
    .concat();
    let build = r#"
      <item objectid="4" transform="1 0 0 0 0 1 0 -1 0 50 0 0"/>
      <item objectid="5"/>
      <item objectid="4" transform="0.707107 0.707107 0 -0.707107 0.707107 0 0 0 1 100 100 0"/>
      <item objectid="4" transform="2 0 0 0 2 0 0 0 2 0 0 0"/>
      <item objectid="4" transform="-1 0 0 0 1 0 0 0 1 0 0 0"/>
      <item objectid="4"/>"#;
    let file = Package::of(model(&resources, build)).read();
    assert_eq!(file.problems, []);
    let seen: Vec<_> = file
        .objects
        .iter()
        .map(|o| (o.id.as_str(), o.quantity, volume(o)))
        .collect();
    assert_eq!(
        seen,
        [
            ("4", 3, 6.0),
            ("5", 1, 729.0),
            ("4@2", 1, 48.0),
            ("4@3", 1, 6.0)
        ]
    );
    // The first item decides the pose: y rises to z.
    assert_eq!(
        extent(&file.objects[0]),
        [[0.0, -3.0, 0.0], [1.0, 0.0, 2.0]]
    );
}

#[test]
fn what_is_not_printed_does_not_count_unless_nothing_is() {
    let resources = [
        object(1, &cuboid(1.0, 1.0, 1.0)),
        object(2, &cuboid(2.0, 2.0, 2.0)),
    ]
    .concat();
    let build = r#"<item objectid="1" printable="1"/><item objectid="1" printable="0"/>
        <item objectid="2" printable="0"/>"#;
    let file = Package::of(model(&resources, build)).read();
    let seen: Vec<_> = file
        .objects
        .iter()
        .map(|o| (o.id.as_str(), o.quantity))
        .collect();
    assert_eq!(seen, [("1", 1)]);
    let build = r#"<item objectid="1" printable="0"/>"#;
    assert_eq!(
        Package::of(model(&resources, build)).read().objects.len(),
        1
    );
}

#[test]
fn objects_in_other_parts_are_found_as_slicers_write_them() {
    // As Bambu Studio and OrcaSlicer do: each volume in a part of its own, the start part has
    // only components, and the settings name objects and tell modifiers.
    let volumes = model(
        &[
            object(1, &cuboid(10.0, 10.0, 10.0)),
            format!(
                "<object id=\"2\" type=\"other\">{}</object>",
                cuboid(3.0, 3.0, 3.0)
            ),
            object(3, &cuboid(5.0, 5.0, 5.0)),
        ]
        .concat(),
        "",
    );
    let start = model_with(
        "unit=\"millimeter\" requiredextensions=\"p\"",
        r#"<object id="8" type="model"><components>
             <component p:path="/3D/Objects/object_1.model" objectid="1" transform="1 0 0 0 1 0 0 0 1 0 0 -5"/>
             <component p:path="/3D/Objects/object_1.model" objectid="2"/>
             <component p:path="/3D/Objects/object_1.model" objectid="3"/>
           </components></object>"#,
        r#"<item objectid="8" transform="1 0 0 0 1 0 0 0 1 128 128 5" printable="1"/>
           <item objectid="1" p:path="/3D/Objects/object_1.model"/>"#,
    );
    let settings = r#"<config><object id="8"><metadata key="name" value="bracket"/>
        <part id="3" subtype="support_blocker"><metadata key="name" value="b"/></part></object></config>"#;
    let package = Package::of(start)
        .with("3D/Objects/object_1.model", volumes)
        .with("Metadata/model_settings.config", settings);
    let file = package.read();
    assert_eq!(file.problems, []);
    let seen: Vec<_> = file
        .objects
        .iter()
        .map(|o| (o.id.as_str(), o.name.as_deref(), volume(o)))
        .collect();
    assert_eq!(
        seen,
        [
            ("8", Some("bracket"), 1000.0),
            ("3D/Objects/object_1.model#1", None, 1000.0)
        ]
    );
    assert_eq!(
        extent(&file.objects[0]),
        [[0.0, 0.0, -5.0], [10.0, 10.0, 5.0]]
    );

    let cut = settings.replace("support_blocker", "negative_part");
    let file = package.with("Metadata/model_settings.config", cut).read();
    assert_eq!(file.objects.len(), 1, "the other is read all the same");
    assert_eq!(
        file.problems,
        [Problem::Unsupported {
            what: "negative volumes, which only a slicer cuts out (object 8)".to_owned()
        }]
    );
}

#[test]
fn modifiers_of_prusaslicer_are_ranges_of_triangles() {
    let twice = |n: u32| format!("<volume firstid=\"{}\" lastid=\"{}\">", n, n + 11);
    let mesh = cuboid(10.0, 10.0, 10.0);
    // Two boxes in one mesh, the second at the same place.
    let triangles = mesh.split("<triangles>").nth(1).expect("triangles");
    let triangles = triangles.split("</triangles>").next().expect("triangles");
    let mesh = mesh.replace("</triangles>", &format!("{triangles}</triangles>"));
    let config = format!(
        r#"<?xml version="1.0"?><config><object id="1"><metadata type="object" key="name" value="n"/>
        {}<metadata type="volume" key="volume_type" value="ModelPart"/></volume>
        {}<metadata type="volume" key="modifier" value="1"/>
          <metadata type="volume" key="volume_type" value="ParameterModifier"/></volume>
        </object></config>"#,
        twice(0),
        twice(12)
    );
    let package = Package::of(model(&object(1, &mesh), "<item objectid=\"1\"/>"));
    assert_eq!(package.read().objects[0].triangles.len(), 24);
    let file = package
        .with("Metadata/Slic3r_PE_model.config", config)
        .read();
    assert_eq!(file.problems, []);
    assert_eq!(file.objects[0].triangles.len(), 12);
    assert_eq!(file.objects[0].name.as_deref(), Some("n"));
}

#[test]
fn a_part_in_another_unit_is_converted() {
    let inches = model_with("unit=\"inch\"", &object(1, &cuboid(1.0, 1.0, 1.0)), "");
    let start = model(
        &object(
            2,
            "<components><component objectid=\"1\" p:path=\"/3D/in.model\" transform=\"1 0 0 0 1 0 0 0 1 100 0 0\"/></components>",
        ),
        "<item objectid=\"2\"/><item objectid=\"1\" p:path=\"/3D/in.model\"/>",
    );
    let file = Package::of(start).with("3D/in.model", inches).read();
    let [[from, ..], [to, ..]] = extent(&file.objects[0]);
    assert!(near(from, 100.0) && near(to, 125.4), "{from} {to}");
    assert!(near(volume(&file.objects[1]), 25.4_f64.powi(3)));
}

#[test]
fn supports_are_left_out_and_surfaces_refused() {
    let kind = |id: u32, kind: &str| {
        format!(
            "<object id=\"{id}\" type=\"{kind}\">{}</object>",
            cuboid(1.0, 1.0, 1.0)
        )
    };
    let resources = [
        kind(1, "model"),
        kind(2, "support"),
        kind(3, "solidsupport"),
        kind(4, "other"),
        kind(5, "surface"),
        object(6, &components(&[(1, ""), (2, ""), (3, ""), (4, "")])),
    ]
    .concat();
    let read = |build: &str| Package::of(model(&resources, build)).read();
    let file = read("<item objectid=\"6\"/><item objectid=\"2\"/>");
    assert_eq!(file.problems, []);
    assert_eq!(file.objects.len(), 1);
    assert_eq!(file.objects[0].triangles.len(), 12);
    assert_eq!(read("<item objectid=\"3\"/>").problems, [Problem::Empty]);
    let file = read("<item objectid=\"5\"/>");
    assert_eq!(
        file.problems,
        [Problem::Unsupported {
            what: "a surface without thickness (object 5)".to_owned()
        }]
    );
}

#[test]
fn text_may_be_utf_16_and_slicers_may_add_their_own() {
    let text = model_with(
        "xmlns:own=\"http://example.com/own\" own:thumb=\"x\"",
        &format!(
            "<own:thing id=\"99\"><own:more/></own:thing>{}",
            object(1, &cuboid(1.0, 1.0, 1.0))
        ),
        "<item objectid=\"1\"/>",
    )
    .replace("UTF-8", "UTF-16");
    for (bom, little) in [
        (&[0xFF, 0xFE][..], true),
        (&[0xFE, 0xFF], false),
        (&[], true),
    ] {
        let mut bytes = bom.to_vec();
        for unit in text.encode_utf16() {
            bytes.extend(if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            });
        }
        let file = Package::of(bytes).read();
        assert_eq!(file.problems, []);
        assert_eq!(volume(&file.objects[0]), 1.0);
    }
    let mut marked = b"\xEF\xBB\xBF".to_vec();
    marked.extend(text.replace("UTF-16", "utf-8").as_bytes());
    assert_eq!(Package::of(marked).read().problems, []);
}

#[test]
fn extensions_without_geometry_pass_and_others_are_named() {
    let host = "http://schemas.microsoft.com/3dmanufacturing";
    let consortium = "http://schemas.3mf.io/3dmanufacturing";
    for (uri, missing) in [
        (format!("{host}/material/2015/02"), None),
        (format!("{host}/slice/2015/07"), None),
        (format!("{host}/trianglesets/2021/07"), None),
        (format!("{host}/beamlattice/2017/02"), Some("beam lattice")),
        (
            format!("{host}/beamlattice/balls/2020/07"),
            Some("beam lattice"),
        ),
        (
            format!("{consortium}/booleanoperations/2023/07"),
            Some("boolean operations"),
        ),
        (format!("{host}/displacement/2022/07"), Some("displacement")),
        (
            format!("{consortium}/volumetric/2022/01"),
            Some("volumetric content"),
        ),
        (
            format!("{consortium}/implicit/2023/12"),
            Some("implicit geometry"),
        ),
        (
            format!("{host}/securecontent/2019/04"),
            Some("secure content (encrypted parts)"),
        ),
        (
            "http://example.com/x".to_owned(),
            Some("the required extension `http://example.com/x`"),
        ),
    ] {
        let text = model_with(
            &format!("xmlns:e=\"{uri}\" requiredextensions=\"e p\""),
            &object(1, &cuboid(1.0, 1.0, 1.0)),
            "<item objectid=\"1\"/>",
        );
        let file = Package::of(text).read();
        match missing {
            None => assert_eq!(file.problems, [], "{uri}"),
            Some(what) => {
                let what = what.to_owned();
                assert_eq!(file.problems, [Problem::Unsupported { what }], "{uri}");
                assert!(file.objects.is_empty());
            }
        }
    }
}

#[test]
fn geometry_of_an_optional_extension_is_never_passed_over() {
    let lattice = cuboid(1.0, 1.0, 1.0).replace(
        "</mesh>",
        "<b:beamlattice radius=\"1\" minlength=\"0.1\"><b:beams><b:beam v1=\"0\" v2=\"1\"/></b:beams></b:beamlattice></mesh>",
    );
    let boolean = "<bo:booleanshape objectid=\"1\"><bo:boolean objectid=\"2\"/></bo:booleanshape>";
    let text = format!(
        r#"<model xmlns="{CORE}" xmlns:b="http://schemas.microsoft.com/3dmanufacturing/beamlattice/2017/02"
          xmlns:bo="http://schemas.3mf.io/3dmanufacturing/booleanoperations/2023/07"><resources>{}{}{}{}</resources>
          <build><item objectid="1"/><item objectid="3"/><item objectid="2"/><item objectid="4"/></build></model>"#,
        object(1, &lattice),
        object(2, &cuboid(2.0, 2.0, 2.0)),
        object(3, boolean),
        object(4, &components(&[(2, ""), (1, "")])),
    );
    let file = Package::of(text).read();
    let what = |what: &str| Problem::Unsupported {
        what: what.to_owned(),
    };
    assert_eq!(
        file.problems,
        [what("beam lattice"), what("boolean operations")]
    );
    let ids: Vec<_> = file.objects.iter().map(|o| o.id.as_str()).collect();
    assert_eq!(ids, ["2"], "what can be measured is");
}

#[test]
fn breaches_of_form_are_read_and_told() {
    let mesh = cuboid(1.0, 1.0, 1.0).replace(
        "</triangles>",
        "<triangle v1=\"0\" v2=\"0\" v3=\"1\"/></triangles>",
    );
    let read = |resources: &str| Package::of(model(resources, "<item objectid=\"1\"/>")).read();
    let file = read(&object(1, &mesh));
    assert_eq!(file.objects[0].triangles.len(), 13);
    assert_eq!(
        file.problems,
        [Problem::Damaged {
            what: "object 1 has 1 triangle that repeats a vertex, which 3MF forbids".to_owned(),
            all_recovered: true
        }]
    );
    // Corner 1 overflows, and four facets use it.
    let file = read(&object(
        1,
        &cuboid(1.0, 1.0, 1.0).replacen("x=\"1\"", "x=\"1e999\"", 1),
    ));
    let object = &file.objects[0];
    assert_eq!(object.left_out, [1, 4, 10, 11]);
    assert_eq!(object.triangles.len(), 8);
    assert_eq!(file.problems, [Problem::NotFinite { first: 1, total: 4 }]);
    assert_eq!(object.number_of(1), 2);
    // Nor can numbers be measured with whose cubes overflow.
    let huge = cuboid(1.0, 1.0, 1.0).replacen("x=\"1\"", "x=\"1e41\"", 1);
    let problems = read(&super::package::object(1, &huge)).problems;
    assert_eq!(problems, [Problem::NotFinite { first: 1, total: 4 }]);
}

#[test]
fn an_empty_build_is_empty() {
    let file = Package::of(model(&object(1, &cuboid(1.0, 1.0, 1.0)), "")).read();
    assert_eq!(file.problems, [Problem::Empty]);
    let hollow = "<mesh><vertices/><triangles/></mesh>";
    let both = [object(1, hollow), object(2, &cuboid(1.0, 1.0, 1.0))].concat();
    let file = Package::of(model(&both, "<item objectid=\"1\"/>")).read();
    assert_eq!(file.problems, [Problem::Empty]);
    let file = Package::of(model(&both, "<item objectid=\"1\"/><item objectid=\"2\"/>")).read();
    assert_eq!(file.objects.len(), 1);
    assert_eq!(
        file.problems,
        [Problem::Damaged {
            what: "no triangles in object 1".to_owned(),
            all_recovered: true
        }]
    );
}
