//! Bills of materials: made ones in every format, language and state, and those of real packages.

use crate::support::{corpus, files_below, project};
use fabcommons::check::PackageView;
use fabcommons::diag::{Finding, Sink};
use fabcommons::package::Package;
use fabcommons::package::bom::{self, BomFile, Format, Kind, Quantity, Trouble};
use fabcommons::rules::{AREAS, Check};
use proptest::prelude::*;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

/// How a made text is written to bytes.
#[derive(Clone, Copy)]
enum As {
    Utf8,
    Utf8Mark,
    Utf16Le,
    Utf16BeMark,
    Windows1252,
}

fn encode(text: &str, encoding: As) -> Vec<u8> {
    match encoding {
        As::Utf8 => text.as_bytes().to_vec(),
        As::Utf8Mark => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        As::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        As::Utf16BeMark => [0xfe, 0xff]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_be_bytes))
            .collect(),
        As::Windows1252 => {
            let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(text);
            assert!(!unmappable, "{text:?}");
            bytes.into_owned()
        }
    }
}

/// The findings of area 05 on a package of one part, `bracket`, with this bill.
fn judge(name: &str, bytes: &[u8]) -> Vec<Finding> {
    let root = tempfile::tempdir().expect("a folder");
    std::fs::write(root.path().join(name), bytes).expect("the bill");
    std::fs::write(root.path().join("bracket.stl"), "solid\nendsolid\n").expect("a mesh");
    std::fs::write(
        root.path().join("okh.toml"),
        format!(
            "okhv = \"2.4\"\nname = \"x\"\nbom = \"{name}\"\n[[part]]\nname = \"bracket\"\nexport = \"bracket.stl\"\n"
        ),
    )
    .expect("the manifest");
    findings(root.path())
}

fn findings(root: &Path) -> Vec<Finding> {
    let package = Package::load(root, None).expect("a readable folder");
    let view = PackageView {
        package: &package,
        meshes: &[],
        online: None,
    };
    let area = AREAS
        .iter()
        .find(|area| area.digits == "05")
        .expect("the area");
    let mut findings = Vec::new();
    for rule in area.rules {
        if let Check::Package(check) = rule.check {
            let mut sink = Sink::keeping(rule);
            check(&view, &mut sink);
            findings.extend(sink.into_findings());
        }
    }
    findings
}

/// Code, row and column of each finding, sorted.
fn places(findings: &[Finding]) -> Vec<(&str, u32, u32)> {
    let mut places: Vec<_> = findings
        .iter()
        .map(|finding| {
            (
                finding.rule.code,
                finding.place.row.unwrap_or(0),
                finding.place.cell.unwrap_or(0),
            )
        })
        .collect();
    places.sort_unstable();
    places
}

/// Row, name and quantity of each line; `-1` is "as needed", `-2` anything else without a number.
fn lines(file: &BomFile) -> Vec<(u32, String, f64)> {
    file.tables
        .iter()
        .flat_map(|table| table.lines.iter().map(move |line| (table, line)))
        .map(|(table, line)| {
            let quantity = match &line.quantity {
                Quantity::Number { value, .. } => *value,
                Quantity::AsNeeded => -1.0,
                _ => -2.0,
            };
            (line.row, table.name(line).replace("\r\n", "\n"), quantity)
        })
        .collect()
}

struct Made {
    what: &'static str,
    name: &'static str,
    encoding: As,
    text: &'static str,
    lines: &'static [(u32, &'static str, f64)],
    /// Code, row and column of what is planted.
    planted: &'static [(&'static str, u32, u32)],
}

const MADE: &[Made] = &[
    Made {
        what: "plain CSV",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "name,quantity,part number\nbracket,2,\nNEMA 17 motor,1,17HS4401\n",
        lines: &[(2, "bracket", 2.0), (3, "NEMA 17 motor", 1.0)],
        planted: &[],
    },
    Made {
        what: "German Excel: semicolons, Windows-1252, decimal commas, CRLF",
        name: "stueckliste.csv",
        encoding: As::Windows1252,
        text: "Benennung;Stück;Maße;Preis (€)\r\nSchraube M3;1.000;Ø 3;0,05\r\nGewindestange M6;2,5 m;;3,90 €\r\nFeder;;;1,20\r\n",
        lines: &[
            (2, "Schraube M3", 1000.0),
            (3, "Gewindestange M6", 2.5),
            (4, "Feder", -2.0),
        ],
        planted: &[("FC0503", 4, 2), ("FC0507", 4, 1)],
    },
    Made {
        what: "sep line, UTF-8 mark, negative quantity",
        name: "bom.csv",
        encoding: As::Utf8Mark,
        text: "sep=;\r\nPart;Qty\r\nM3x10 screw;-4\r\n",
        lines: &[(2, "M3x10 screw", -2.0)],
        planted: &[("FC0504", 2, 2)],
    },
    Made {
        what: "UTF-16 without mark, tabs (Excel's Unicode text)",
        name: "bom.tsv",
        encoding: As::Utf16Le,
        text: "Désignation\tQté\tFournisseur\r\nVis M3x10\t4\tLeroy\r\nRoulement 608\tTBD\tLeroy\r\n",
        lines: &[(2, "Vis M3x10", 4.0), (3, "Roulement 608", -2.0)],
        planted: &[("FC0508", 3, 2)],
    },
    Made {
        what: "UTF-16 big endian with mark",
        name: "bom.csv",
        encoding: As::Utf16BeMark,
        text: "Nombre,Cantidad\nTornillo M3x10,4\nTuerca M3,0\n",
        lines: &[(2, "Tornillo M3x10", 4.0), (3, "Tuerca M3", -2.0)],
        planted: &[("FC0504", 3, 2)],
    },
    Made {
        what: "Italian",
        name: "distinta base.csv",
        encoding: As::Utf8,
        text: "Descrizione;Q.tà;Codice;Fornitore\nVite M3x10;4;;Rossi\nCuscinetto;2;608ZZ;Rossi\nmolla;1;;\n",
        lines: &[
            (2, "Vite M3x10", 4.0),
            (3, "Cuscinetto", 2.0),
            (4, "molla", 1.0),
        ],
        planted: &[("FC0507", 4, 1)],
    },
    Made {
        what: "Dutch",
        name: "stuklijst.csv",
        encoding: As::Utf8,
        text: "Onderdeel,Aantal,Opmerking\nlager 608,2,\nlager 608,3,\n",
        lines: &[(2, "lager 608", 2.0), (3, "lager 608", 3.0)],
        planted: &[("FC0510", 3, 0)],
    },
    Made {
        what: "Portuguese",
        name: "lista de materiais.csv",
        encoding: As::Windows1252,
        text: "Peça;Quantidade;Fornecedor\nParafuso M3x10;4;X\nPorca M3;quatro;X\nMola;??;X\n",
        lines: &[
            (2, "Parafuso M3x10", 4.0),
            (3, "Porca M3", 4.0),
            (4, "Mola", -2.0),
        ],
        planted: &[("FC0507", 4, 1), ("FC0508", 4, 2)],
    },
    Made {
        what: "French with `Nombre` for the quantity",
        name: "nomenclature.csv",
        encoding: As::Utf8,
        text: "Pièce,Nombre\nVis M3x10,beaucoup\nÉcrou M3,4\n",
        lines: &[(2, "Vis M3x10", -2.0), (3, "Écrou M3", 4.0)],
        planted: &[("FC0504", 2, 2)],
    },
    Made {
        what: "title rows, blank rows, a total, a remark",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "My lamp 2.0,,,\nDate:,2026-01-02,,\n,,,\n\n#,Item,Count,Unit price\n1,M3x10 screw,4,$0.10\n2,608 bearing,x,$1.50\n,,,\nTotal,,6,$3.40\nNote: prices of 2026,,,\n",
        lines: &[(6, "M3x10 screw", 4.0), (7, "608 bearing", -2.0)],
        planted: &[("FC0504", 7, 3)],
    },
    Made {
        what: "quoted newlines and quotes do not shift the rows",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Name,Description,Qty\n\"Pipe 3/4\"\"\",\"line one\nline two\nline three\",2\nnut M3,\"a, b\",0\n",
        lines: &[(2, "Pipe 3/4\"", 2.0), (3, "nut M3", -2.0)],
        planted: &[("FC0504", 3, 3)],
    },
    Made {
        what: "KiCad's grouped export with ranges",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "\"Reference\",\"Value\",\"Footprint\",\"Qty\",\"DNP\"\n\"R1-R4,R7\",\"10k\",\"0603\",\"5\",\"\"\n\"C1,C2\",\"100n\",\"0603\",\"3\",\"\"\n\"R9\",\"0\",\"0603\",\"0\",\"DNP\"\n",
        lines: &[(2, "10k", 5.0), (3, "100n", 3.0), (4, "0", -2.0)],
        planted: &[("FC0505", 3, 4)],
    },
    Made {
        what: "KiCad's export of one component per row, without quantities",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Reference,Value,Footprint,Datasheet\nR1,10k,0603,~\nR2,10k,0603,~\nU1,ATmega328P,TQFP32,~\n",
        lines: &[(2, "10k", -2.0), (3, "10k", -2.0), (4, "ATmega328P", -2.0)],
        planted: &[],
    },
    Made {
        what: "KiCad's old report with a block above",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "\"Source:\",\"/home/me/board.sch\"\n\"Date:\",\"Mon 02 Jan\"\n\"Tool:\",\"Eeschema\"\n\"Component Count:\",\"3\"\n\n\"Item\",\"Qty\",\"Reference(s)\",\"Value\",\"LibPart\"\n\"1\",\"2\",\"R1, R2\",\"10k\",\"Device:R\"\n\"2\",\"1\",\"R2\",\"4k7\",\"Device:R\"\n",
        lines: &[(7, "10k", 2.0), (8, "4k7", 1.0)],
        planted: &[("FC0506", 8, 3)],
    },
    Made {
        what: "Eagle's partlist: semicolons and `Parts` for designators",
        name: "partlist.csv",
        encoding: As::Utf8,
        text: "Qty;Value;Device;Package;Parts\n2;10k;R-EU;0603;R1, R2\n3;100n;C-EU;0603;C1, C2\n",
        lines: &[(2, "R-EU", 2.0), (3, "C-EU", 3.0)],
        planted: &[("FC0505", 3, 1)],
    },
    Made {
        what: "JLCPCB's columns",
        name: "BOM.csv",
        encoding: As::Utf8,
        text: "Comment,Designator,Footprint,LCSC Part #\n10k,\"R1,R2\",0603,C25804\n100n,\"C1,R2\",0603,C14663\n",
        lines: &[(2, "10k", -2.0), (3, "100n", -2.0)],
        planted: &[("FC0506", 3, 2)],
    },
    Made {
        what: "labels are no designators",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Ref,Part,Qty\nA1,M3x10 screw,4\nA2,608 bearing,2\nA3,belt GT2 6 mm,1\n",
        lines: &[
            (2, "M3x10 screw", 4.0),
            (3, "608 bearing", 2.0),
            (4, "belt GT2 6 mm", 1.0),
        ],
        planted: &[],
    },
    Made {
        what: "all the kind quantities",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Item,Qty\nM3 nut,4x\nM3x10 screw,2 pcs\nPTFE tube 4 mm,\"2,5 m\"\nM3 washer,10 (spare 2)\nplywood 3 mm,1/2\nzip tie 100 mm,~5\nM4 nut,1-2\nglue,as needed\nM5 nut,½\nrod 8 mm,1 m\n",
        lines: &[
            (2, "M3 nut", 4.0),
            (3, "M3x10 screw", 2.0),
            (4, "PTFE tube 4 mm", 2.5),
            (5, "M3 washer", 10.0),
            (6, "plywood 3 mm", 0.5),
            (7, "zip tie 100 mm", 5.0),
            (8, "M4 nut", 1.0),
            (9, "glue", -1.0),
            (10, "M5 nut", 0.5),
            (11, "rod 8 mm", 1.0),
        ],
        planted: &[],
    },
    Made {
        what: "sections in a spreadsheet, tools without quantity",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Part,Qty,Material,Link\nFrame,,,\nprofile 2020,4,aluminium,\nM5x8 screw,16,steel,\n,,,\nTools,,,\nhex key 4 mm,,steel,https://example.org\nfile,,steel,https://example.org\n",
        lines: &[
            (3, "profile 2020", 4.0),
            (4, "M5x8 screw", 16.0),
            (7, "hex key 4 mm", -2.0),
            (8, "file", -2.0),
        ],
        planted: &[],
    },
    Made {
        what: "the same item in two sections is no duplicate",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Part,Qty,Material,Link\nFrame:,,,\nM5x8 screw,16,steel,\nArm:,,,\nM5x8 screw,2,steel,\nM5x8 screw,3,steel,\n",
        lines: &[
            (3, "M5x8 screw", 16.0),
            (5, "M5x8 screw", 2.0),
            (6, "M5x8 screw", 3.0),
        ],
        planted: &[("FC0510", 6, 0)],
    },
    Made {
        what: "no column for the quantity",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Part,Supplier,Price\nM3x10 screw,X,1\n608 bearing,X,2\n",
        lines: &[(2, "M3x10 screw", -2.0), (3, "608 bearing", -2.0)],
        planted: &[("FC0503", 1, 0), ("FC0513", 1, 3)],
    },
    Made {
        what: "one line lost its name",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Part,Qty,Supplier\nM3x10 screw,4,X\n,2,X\n608 bearing,1,X\n",
        lines: &[
            (2, "M3x10 screw", 4.0),
            (3, "", 2.0),
            (4, "608 bearing", 1.0),
        ],
        planted: &[("FC0507", 3, 1)],
    },
    Made {
        what: "files of the package and one that is not there",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Part,Qty,File\nBracket,2,bracket.stl\nLid,1,stl/lid.stl\nFoot,4,https://example.org/foot.stl\n",
        lines: &[(2, "Bracket", 2.0), (3, "Lid", 1.0), (4, "Foot", 4.0)],
        planted: &[("FC0512", 3, 3)],
    },
    Made {
        what: "a made part that the package does not have",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Part,Qty,Type\nBracket,2,printed\nHousing,1,printed\nM3x10 screw,4,bought\n",
        lines: &[
            (2, "Bracket", 2.0),
            (3, "Housing", 1.0),
            (4, "M3x10 screw", 4.0),
        ],
        planted: &[("FC0512", 3, 1)],
    },
    Made {
        what: "Markdown: prose, two tables, escaped pipes, emphasis, links",
        name: "bom.md",
        encoding: As::Utf8,
        text: "# Lamp\n\nWhat you need.\n\n## Printed\n\n| **Part** | Qty |\n| --- | ---: |\n| `bracket` | 2 |\n\n## Bought\n\nPart | Qty | Where\n--- | --- | ---\nscrew \\| M3 | 4 | [shop](https://example.org)\nbearing | 0 | [shop](https://example.org)\n\n| Key | Meaning |\n|---|---|\n| a | b |\n",
        lines: &[
            (9, "bracket", 2.0),
            (15, "screw | M3", 4.0),
            (16, "bearing", -2.0),
        ],
        planted: &[("FC0504", 16, 2)],
    },
    Made {
        what: "Markdown with FIXME in every cell",
        name: "bom.md",
        encoding: As::Utf8,
        text: "| ID | Bezeichnung | Anzahl |\n| --- | --- | --- |\n| S001 | FIXME | FIXME |\n",
        lines: &[(3, "FIXME", -2.0)],
        planted: &[("FC0508", 3, 2)],
    },
    Made {
        what: "Chinese",
        name: "bom.csv",
        encoding: As::Utf8Mark,
        text: "序号,名称,规格,数量\n1,螺丝,M3x10,4\n2,轴承,608ZZ,0\n",
        lines: &[(2, "螺丝", 4.0), (3, "轴承", -2.0)],
        planted: &[("FC0504", 3, 4)],
    },
    Made {
        what: "Polish and Swedish words",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Nazwa;Ilość;Dostawca\nŚruba M3x10;4;X\nNakrętka M3;-1;X\n",
        lines: &[(2, "Śruba M3x10", 4.0), (3, "Nakrętka M3", -2.0)],
        planted: &[("FC0504", 3, 2)],
    },
    Made {
        what: "an unclosed inch mark",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Name,Qty\n\"3 pipe,4\nM3 nut,0\n",
        lines: &[(2, "\"3 pipe", 4.0), (3, "M3 nut", -2.0)],
        planted: &[("FC0504", 3, 2)],
    },
    Made {
        what: "a pipe for a delimiter, spaces around",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Name | Qty | MPN\nM3 nut | 4 | \nmotor | 1 | \n",
        lines: &[(2, "M3 nut", 4.0), (3, "motor", 1.0)],
        planted: &[("FC0507", 3, 1)],
    },
    Made {
        what: "old Macintosh line ends and ragged rows",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Name,Qty,Notes\rM3 nut,4\rM4 nut,lots,for the arm,and more\r",
        lines: &[(2, "M3 nut", 4.0), (3, "M4 nut", -2.0)],
        planted: &[("FC0504", 3, 2)],
    },
    Made {
        what: "variants: zero in one column is no defect, in both it is",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Name,Qty (A),Qty (B)\nM3 nut,4,0\nM4 nut,0,2\nM5 nut,0,0\n",
        lines: &[(2, "M3 nut", 4.0), (3, "M4 nut", 2.0), (4, "M5 nut", -2.0)],
        planted: &[("FC0504", 4, 2)],
    },
    Made {
        what: "numbers with thousands and currencies elsewhere stay out of the way",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Part Number,Description,Qty,Unit Price,Ext. Price\nA-1,LED strip 1 m,\"1,000\",$0.10,$100.00\nA-2,PSU 12 V,1 pc,\"$1,234.50\",\"$1,234.50\"\n,,,Total,\"$1,334.50\"\n",
        lines: &[(2, "LED strip 1 m", 1000.0), (3, "PSU 12 V", 1.0)],
        planted: &[],
    },
    Made {
        what: "a list of suppliers below the bill",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Partname,PartNo.,Quantity,Supplier\nM3x10,1,4,S1\n,,,\n,,,\nSupplier,Id,URL,\nShop,S1,https://example.org,\n",
        lines: &[(2, "M3x10", 4.0)],
        planted: &[],
    },
    Made {
        what: "a README declared as the bill: only the table under that heading; kit of words people use",
        name: "README.md",
        encoding: As::Utf8,
        text: "# Robot\n\n## Numbers\n\n| Component | Quantity |\n|---|---|\n| Pages | many |\n\n## 🛠 Bill of materials\n\n| Pièce | Quantité | Note |\n|---|---|---|\n| Vis M3 | 4 jeux | |\n| Fixation 20 mm | Selon montage | |\n| R12 0603 | - | nicht bestücken, nur falls nötig |\n| Fil 0,5 mm | q.b. | |\n| **Total** | **13** | |\n",
        lines: &[
            (7, "Pages", -2.0),
            (13, "Vis M3", 4.0),
            (14, "Fixation 20 mm", -1.0),
            (15, "R12 0603", -2.0),
            (16, "Fil 0,5 mm", -1.0),
        ],
        planted: &[],
    },
    Made {
        what: "a template of which nothing was filled in",
        name: "bom.md",
        encoding: As::Utf8,
        text: "| Manufacturer | Model | Description | Qty |\n|---|---|---|---|\n| [Mfr] | [Model] | [Description] | [#] |\n",
        lines: &[(3, "[Description]", -2.0)],
        planted: &[("FC0508", 3, 1)],
    },
    Made {
        what: "a column of places is not one of designators",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "BOM Level,\"Material, Parts, or Components\",Qty,Location\n1,Bottom Board 3 mm,1,Bottom layer\n3,M3 nut,34,Fasteners\n3,DC Geared Motor,2,Bottom layer\n",
        lines: &[
            (2, "Bottom Board 3 mm", 1.0),
            (3, "M3 nut", 34.0),
            (4, "DC Geared Motor", 2.0),
        ],
        planted: &[("FC0507", 4, 2)],
    },
    Made {
        what: "designators with units of one chip",
        name: "bom.csv",
        encoding: As::Utf8,
        text: "Designator,Value,Quantity\n\"U1A, U1B\",LM358,1\n\"R1, R2\",1k,2\n\"D1 – D3\",LED,2\n",
        lines: &[(2, "LM358", 1.0), (3, "1k", 2.0), (4, "LED", 2.0)],
        planted: &[("FC0505", 4, 3)],
    },
];

#[test]
fn made_bills_are_read_right_and_planted_errors_found_none_invented() {
    assert!(MADE.len() >= 30);
    for made in MADE {
        let bytes = encode(made.text, made.encoding);
        let file = bom::read_bytes(made.name, &bytes);
        assert_eq!(file.trouble, None, "{}", made.what);
        let expected: Vec<(u32, String, f64)> = made
            .lines
            .iter()
            .map(|(row, name, quantity)| (*row, (*name).to_owned(), *quantity))
            .collect();
        assert_eq!(lines(&file), expected, "{}", made.what);
        let found = judge(made.name, &bytes);
        assert_eq!(places(&found), made.planted, "{}: {found:#?}", made.what);
        for finding in &found {
            // A text is shown at the very cell.
            if let (Some(source), Some(span)) = (&finding.place.source, &finding.place.span) {
                assert!(
                    source
                        .text
                        .get(span.clone())
                        .is_some_and(|text| !text.is_empty()),
                    "{}",
                    made.what
                );
            }
        }
    }
}

fn book(name: &str) -> Vec<u8> {
    std::fs::read(project("fixtures/bom").join(name)).expect("a fixture")
}

#[test]
fn workbooks_are_read_sheet_by_sheet() {
    let bytes = book("workbook.xlsx");
    let file = bom::read_bytes("bom.xlsx", &bytes);
    assert_eq!(file.format, Some(Format::Xlsx));
    let expected: Vec<(u32, String, f64)> = [
        (6, "Shade", 1.0),
        (7, "Arm", 2.0),
        (9, "M3x10 ISO 4762", 8.0),
        (10, "M3 nut ISO 4032", -2.0),
        (2, "10k", 2.0),
        (3, "100n", -2.0),
    ]
    .map(|(row, name, quantity)| (row, name.to_owned(), quantity))
    .to_vec();
    assert_eq!(lines(&file), expected);
    assert_eq!(
        file.tables[0].lines[0].section.as_deref(),
        Some("Printed parts")
    );
    assert_eq!(file.tables[0].lines[0].kind, Kind::Made);
    let found = judge("bom.xlsx", &bytes);
    assert_eq!(places(&found), [("FC0504", 3, 3), ("FC0504", 10, 4)]);
    let zero = found
        .iter()
        .find(|finding| finding.place.row == Some(10))
        .expect("the zero");
    assert!(
        zero.message
            .contains("sheet “Frame”, row 10, column D (“Qty”)"),
        "{}",
        zero.message
    );

    for (name, format) in [
        ("stueckliste.ods", Format::Ods),
        ("stueckliste.fods", Format::Ods),
    ] {
        let bytes = book(name);
        let file = bom::read_bytes(name, &bytes);
        assert_eq!(file.format, Some(format));
        let expected: Vec<(u32, String, f64)> = [
            (6, "Grundplatte", 1.0),
            (7, "Gummifuß", 4.0),
            (8, "Schraube", -2.0),
        ]
        .map(|(row, name, quantity)| (row, name.to_owned(), quantity))
        .to_vec();
        assert_eq!(lines(&file), expected, "{name}");
        let plate = &file.tables[0].lines[0];
        assert_eq!(plate.section.as_deref(), Some("Baugruppe: Fuß"));
        assert_eq!(plate.cells[2].text, "200 x 200\nx 3");
        assert_eq!(plate.cells[3].text, "Stahl & Zink");
        assert_eq!(places(&judge(name, &bytes)), [("FC0504", 8, 2)], "{name}");
    }
}

/// A workbook whose one sheet unpacks to `megabytes` of spaces.
fn bomb(megabytes: usize) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for name in ["xl/workbook.xml", "xl/worksheets/sheet1.xml"] {
        zip.start_file(name, options).expect("a member");
        for _ in 0..megabytes {
            zip.write_all(&vec![b' '; 1 << 20]).expect("spaces");
        }
    }
    zip.finish().expect("an archive").into_inner()
}

#[test]
fn what_is_no_table_is_told() {
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "bom.csv",
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec(),
            "is a PDF document",
        ),
        ("bom.xlsx", b"%PDF-1.4\n".to_vec(), "is a PDF document"),
        ("bom.csv", vec![], "is empty"),
        ("bom.csv", b" \r\n\t\n".to_vec(), "is empty"),
        (
            "bom.csv",
            vec![0, 1, 2, 3, 200, 255, 0, 9, 8, 7, 0, 0],
            "is binary data",
        ),
        (
            "bom.csv",
            b"name,qty\nscrew\0,4\n".to_vec(),
            "is binary data",
        ),
        ("bom.csv", b"\x89PNG\r\n\x1a\n".to_vec(), "is a PNG picture"),
        (
            "bom.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            "old Office document",
        ),
        (
            "bom.csv",
            b"<!DOCTYPE html><html></html>".to_vec(),
            "web page",
        ),
        ("bom.csv", b"{\"name\": \"screw\"}".to_vec(), "JSON"),
        (
            "bom.csv",
            b"M3x10 screw,4\nM3 nut,4\n".to_vec(),
            "no row that names its columns",
        ),
        (
            "bom.csv",
            b"name,quantity\n\n\n".to_vec(),
            "no line below its header in row 1",
        ),
        (
            "bom.md",
            b"# Parts\n\n- 4 screws\n".to_vec(),
            "holds no table",
        ),
        (
            "bom.md",
            b"| Key | Meaning |\n|---|---|\n| a | b |\n".to_vec(),
            "no row that names its columns",
        ),
        ("bom.xlsx", b"PK\x03\x04 and nothing".to_vec(), "is damaged"),
        (
            "bom.xlsx",
            book("measurements.xlsx"),
            "no row that names its columns",
        ),
        ("bom.xlsx", bomb(90), "unpacks to more than 64 MB"),
        (
            "bom.ods",
            b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec(),
            "ZIP archive without a workbook",
        ),
    ];
    for (name, bytes, expected) in cases {
        let start = Instant::now();
        let found = judge(name, &bytes);
        assert_eq!(found.len(), 1, "{name}: {found:#?}");
        assert_eq!(found[0].rule.code, "FC0502");
        assert!(
            found[0].message.contains(expected),
            "{name}: {}",
            found[0].message
        );
        assert!(start.elapsed() < Duration::from_secs(10), "{name}");
    }
}

#[test]
fn hostile_tables_are_bounded() {
    let start = Instant::now();
    let far = bom::read_bytes("bom.xlsx", &book("far-cell.xlsx"));
    assert_eq!(lines(&far), [(2, "M3x10".to_owned(), 4.0)]);
    let repeated = bom::read_bytes("bom.ods", &book("repeat-bomb.ods"));
    assert!(repeated.truncated);
    assert_eq!(lines(&repeated)[0], (2, "M3x10".to_owned(), 4.0));
    let wide = format!(
        "name,qty{}\nscrew M3,4{}\n",
        ",x".repeat(1_000_000),
        ",y".repeat(1_000_000)
    );
    assert_eq!(
        lines(&bom::read_bytes("bom.csv", wide.as_bytes())),
        [(2, "screw M3".to_owned(), 4.0)]
    );
    let huge = format!("name,qty\n\"{}\",4\n", "x".repeat(5 << 20));
    assert_eq!(
        bom::read_bytes("bom.csv", huge.as_bytes()).tables[0]
            .lines
            .len(),
        1
    );
    let long = format!("name,qty\n{}", "screw M3,4\n".repeat(200_000));
    let long = bom::read_bytes("bom.csv", long.as_bytes());
    assert!(long.truncated && long.tables[0].lines.len() < 60_000);
    let ranges = format!(
        "Designator,Qty\n{}",
        "R1-R99999999,1\nR1-R1999,1\n".repeat(20_000)
    );
    assert!(
        bom::read_bytes("bom.csv", ranges.as_bytes())
            .trouble
            .is_none()
    );
    let pipes = format!("{}\n{}\n", "|".repeat(300_000), "-|".repeat(150_000));
    assert_ne!(bom::read_bytes("bom.md", pipes.as_bytes()).trouble, None);
    assert!(
        start.elapsed() < Duration::from_mins(1),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn a_bill_is_needed_only_where_something_is_put_together() {
    let package = |manifest: &str, files: &[&str]| {
        let root = tempfile::tempdir().expect("a folder");
        std::fs::write(root.path().join("okh.toml"), manifest).expect("the manifest");
        for file in files {
            let path = root.path().join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            let text = if Path::new(file).extension().is_some_and(|end| end == "md") {
                "# X\n\n## Bill of materials\n\n| Part | Qty |\n|---|---|\n| M3 nut | 4 |\n"
            } else {
                "x"
            };
            std::fs::write(path, text).expect("a file");
        }
        places(&findings(root.path())).len()
    };
    let one = "okhv = \"2.4\"\nname = \"x\"\ndocumentation-readiness-level = \"ODRL-4\"\n[[part]]\nname = \"a\"\n";
    let two = format!("{one}[[part]]\nname = \"b\"\n");
    assert_eq!(package(one, &[]), 0);
    assert_eq!(package(&two, &[]), 1);
    assert_eq!(package(&two, &["README.md"]), 0);
    // A list in prose is a bill for people.
    assert_eq!(package(&two, &["list.txt"]), 1);
    assert_eq!(package(&two, &["bom.md"]), 0);
    assert_eq!(package(&two, &["docs/en/assembly.md"]), 0);
    assert_eq!(
        package("okhv = \"2.4\"\nname = \"x\"\ntsdc = [\"ASM\"]\n", &[]),
        1
    );
    assert_eq!(
        package(&format!("bom = \"https://example.org/bom\"\n{two}"), &[]),
        0
    );
}

#[test]
fn real_bills_are_read() {
    let Some(corpus) = corpus() else { return };
    for (path, least) in [
        ("packages/librewater/bom.ods", 28),
        ("packages/zacplus/doc/bom_src/zacplus_bom.ods", 18),
        ("packages/zacplus/doc/bom_src/upkframe_bom.ods", 25),
        ("packages/heimeliq/docs/de/bom.md", 2),
        ("packages/spotistation/docs/assembly.md", 13),
        ("packages/spotistation/docs/assembly-optional-remote.md", 4),
    ] {
        let Ok(bytes) = std::fs::read(corpus.join(path)) else {
            println!("skipped: no {path}");
            continue;
        };
        let file = bom::read_bytes(path, &bytes);
        assert_eq!(file.trouble, None, "{path}");
        assert_eq!(lines(&file).len(), least, "{path}");
        let stated = lines(&file)
            .iter()
            .filter(|(.., quantity)| *quantity > 0.0)
            .count();
        assert!(
            stated == least || path.contains("heimeliq"),
            "{path}: {stated} quantities"
        );
    }
    for package in std::fs::read_dir(corpus.join("packages"))
        .into_iter()
        .flatten()
        .flatten()
    {
        for finding in findings(&package.path()) {
            println!(
                "{} {} {}",
                package.file_name().display(),
                finding.rule.code,
                finding.message
            );
            assert!(
                ["FC0501", "FC0508"].contains(&finding.rule.code),
                "{}: {} {}",
                package.path().display(),
                finding.rule.code,
                finding.message
            );
        }
    }
}

#[test]
fn no_file_of_the_corpus_stops_the_reader() {
    let Some(corpus) = corpus() else { return };
    for path in files_below(&corpus.join("packages")) {
        if path
            .metadata()
            .is_ok_and(|metadata| metadata.len() > 4 << 20)
        {
            continue;
        }
        if let Ok(bytes) = std::fs::read(&path) {
            let file = bom::read_bytes(&path.to_string_lossy(), &bytes);
            assert_eq!(
                file.trouble.is_none(),
                !file.tables.is_empty(),
                "{}",
                path.display()
            );
        }
    }
}

/// A workbook whose members are changed before they are packed again, so that the damage reaches
/// the XML readers.
fn repacked(name: &str, change: impl Fn(&str, &mut Vec<u8>)) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(book(name))).expect("a workbook");
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut member = from.by_index(index).expect("a member");
        let name = member.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).expect("its bytes");
        change(&name, &mut bytes);
        to.start_file(name, zip::write::SimpleFileOptions::default())
            .expect("a member");
        to.write_all(&bytes).expect("its bytes");
    }
    to.finish().expect("an archive").into_inner()
}

proptest! {
    #[test]
    fn damaged_xml_in_workbooks_is_told(
        changes in prop::collection::vec((any::<u16>(), prop::sample::select(vec![
            "<", ">", "/", "\"", "9", "99999999999", "-1", "&", "&#0;", "&x;", "t=\"s\"", "t=\"d\"", "r=\"ZZZZ9\"", "r=\"A0\"", "r=\"1\"", "<v>", "</v>", "<c>", "</row>", "\0", "é", "",
        ]), 0_usize..12), 1..4),
        which in 0_usize..12,
    ) {
        for name in ["workbook.xlsx", "far-cell.xlsx", "stueckliste.ods"] {
            let bytes = repacked(name, |member, bytes| {
                let targets = ["sheet1.xml", "workbook.xml", "sharedStrings.xml", "styles.xml", "workbook.xml.rels", "content.xml"];
                if !member.ends_with(targets[which % targets.len()]) || bytes.is_empty() {
                    return;
                }
                for (at, text, cut) in &changes {
                    let at = *at as usize % bytes.len();
                    let end = (at + cut).min(bytes.len());
                    bytes.splice(at..end, text.bytes());
                    if bytes.is_empty() {
                        return;
                    }
                }
            });
            let file = bom::read_bytes(name, &bytes);
            prop_assert_eq!(file.trouble.is_none(), !file.tables.is_empty());
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..2000), name in "bom\\.(csv|tsv|md|xlsx|ods|txt)") {
        let file = bom::read_bytes(&name, &bytes);
        prop_assert_eq!(file.trouble.is_none(), !file.tables.is_empty());
    }

    #[test]
    fn any_price_is_read_and_summed(
        body in "(a1|,|\n|4|-3|1\\.5|9{1,15}|0\\.0000001|€|\\$|EUR|per 100|~|free|Total|#REF!|pack of 25|ISO 4762 M3x10|M3\\.7|DIN|2024-05| ){0,120}",
    ) {
        let text = format!("name,qty,price,total,pack size,order qty,price date,standard,mpn,manufacturer\n{body}");
        let file = bom::read_bytes("bom.csv", text.as_bytes());
        let items: Vec<bom::bill::Item> = file
            .tables
            .iter()
            .flat_map(|table| table.lines.iter().map(move |line| bom::bill::Item::of(table, line)))
            .collect();
        let bill = bom::bill::Bill::summed(items);
        let summed: usize = bill.totals.iter().map(|total| total.lines).sum();
        prop_assert!(summed + bill.unpriced <= bill.items.len());
        let _ = judge("bom.csv", text.as_bytes());
        let again = bom::read_bytes("bom.csv", fabcommons::report::bill::csv(&bill).as_bytes());
        let _ = again.tables.iter().map(|table| table.lines.len()).sum::<usize>();
    }

    #[test]
    fn any_table_is_read(body in "(name|qty|R1-R9|\\||-|,|;|\t|\"|\n|\r\n|4|TBD|ä|[|]|#|`|\\\\|<br>|http://a){0,80}", name in "bom\\.(csv|md)") {
        let text = format!("name,qty\n{body}");
        let _ = bom::read_bytes(&name, text.as_bytes());
        let text = format!("| name | qty |\n|---|---|\n{body}");
        let _ = bom::read_bytes(&name, text.as_bytes());
    }

    #[test]
    fn damaged_workbooks_are_told(at in 0_usize..4000, value in any::<u8>(), cut in 0_usize..8000) {
        for name in ["workbook.xlsx", "stueckliste.ods", "stueckliste.fods", "far-cell.xlsx"] {
            let mut bytes = book(name);
            let at = at % bytes.len();
            bytes[at] = value;
            let _ = bom::read_bytes(name, &bytes);
            bytes.truncate(cut.min(bytes.len()));
            let file = bom::read_bytes(name, &bytes);
            prop_assert!(file.trouble.is_some() || !file.tables.is_empty());
        }
    }
}

#[test]
fn troubles_of_the_system_are_told() {
    // A folder that is called like a bill cannot be opened as one.
    let root = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(root.path().join("bom.csv")).expect("a folder");
    std::fs::write(root.path().join("okh.toml"), "bom = \"bom.csv\"\n").expect("the manifest");
    let package = Package::load(root.path(), None).expect("a readable folder");
    assert!(
        package
            .bom
            .files
            .iter()
            .all(|file| file.trouble != Some(Trouble::Empty))
    );
    assert!(package.bom.is_present());
}
