//! The common standards of parts that designs are built with.
//!
//! Sources: the titles and nominal sizes in the scopes of the ISO, DIN, ASME B18, JIS B and GB/T standards
//! of fasteners, pins, rings and bearings, withdrawn ones included because they are what is sold. The sizes are
//! from the smallest to the largest that is standardised or commonly sold under the number; what is not listed
//! here is not judged.

use super::Designation;
use super::thing::Thing::{
    self, Bearing, Key, Nut, Pin, Ring, Rivet, Rod, Screw, Seal, Spring, Washer,
};

/// What a standard is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standard {
    /// Things that its parts are called.
    pub things: &'static [Thing],
    /// The smallest and largest metric thread; `None` where sizes are none, or not judged.
    pub threads: Option<(f64, f64)>,
    /// Whether a part is only defined with its length.
    pub length: bool,
}

/// Numbers with one row of facts: body, numbers, things, smallest and largest thread (0: not judged), length.
type Row = (&'static str, &'static str, &'static [Thing], f64, f64, bool);

const ROWS: &[Row] = &[
    // Socket and hexagon screws
    ("ISO", "4762", &[Screw], 1.4, 64.0, true),
    ("DIN", "912", &[Screw], 1.4, 100.0, true),
    ("ISO", "7380", &[Screw], 1.6, 24.0, true),
    ("ISO", "10642", &[Screw], 1.6, 24.0, true),
    ("DIN", "7991", &[Screw], 1.6, 24.0, true),
    ("DIN", "7984", &[Screw], 2.0, 24.0, true),
    ("DIN", "6912", &[Screw], 3.0, 36.0, true),
    (
        "ISO",
        "14579|14580|14581|14583|14584",
        &[Screw],
        1.6,
        20.0,
        true,
    ),
    ("ISO", "4014|4017", &[Screw], 1.6, 64.0, true),
    ("DIN", "931|933", &[Screw], 1.6, 160.0, true),
    ("ISO", "8765|8676", &[Screw], 8.0, 64.0, true),
    ("DIN", "960|961", &[Screw], 8.0, 100.0, true),
    ("DIN", "558|601", &[Screw], 5.0, 52.0, true),
    ("ISO", "4016|4018", &[Screw], 5.0, 64.0, true),
    ("DIN", "6921", &[Screw], 4.0, 20.0, true),
    ("ISO", "4162|15071|15072", &[Screw], 4.0, 20.0, true),
    ("EN", "1665", &[Screw], 4.0, 20.0, true),
    // Slotted and cross-recessed screws
    ("ISO", "1207|2009|2010", &[Screw], 1.0, 12.0, true),
    ("ISO", "1580|7045|7046|7047|7048", &[Screw], 1.0, 12.0, true),
    (
        "DIN",
        "84|85|920|921|923|963|964|965|966|7985|7986|7987",
        &[Screw],
        1.0,
        20.0,
        true,
    ),
    // Set screws
    ("ISO", "4026|4027|4028|4029", &[Screw], 1.4, 24.0, true),
    ("DIN", "913|914|915|916", &[Screw], 1.4, 24.0, true),
    ("ISO", "4766|7434|7435|7436", &[Screw], 1.0, 24.0, true),
    ("DIN", "417|438|551|553", &[Screw], 1.0, 24.0, true),
    // Other screws, studs, rods
    ("DIN", "603|605|608", &[Screw], 4.0, 24.0, true),
    ("ISO", "8677|8678", &[Screw], 4.0, 24.0, true),
    ("DIN", "404|464|653|316", &[Screw], 1.0, 24.0, true),
    ("DIN", "444", &[Screw], 4.0, 42.0, true),
    ("DIN", "580", &[Screw], 6.0, 150.0, false),
    ("DIN", "186|261|787|188", &[Screw], 4.0, 64.0, true),
    ("DIN", "835|938|939|940", &[Screw, Rod], 3.0, 64.0, true),
    ("DIN", "975|976", &[Rod, Screw], 1.4, 64.0, false),
    ("DIN", "7500|7513|7516", &[Screw], 1.6, 12.0, true),
    (
        "DIN",
        "7981|7982|7983|7504|7976|7971|7972|7973",
        &[Screw],
        0.0,
        0.0,
        true,
    ),
    (
        "ISO",
        "7049|7050|7051|1479|1481|1482|1483|14585|14586|14587|15480|15481|15482",
        &[Screw],
        0.0,
        0.0,
        true,
    ),
    (
        "DIN",
        "95|96|97|571|7995|7996|7997",
        &[Screw],
        0.0,
        0.0,
        true,
    ),
    // Nuts
    ("ISO", "4032|4033|4034|4035|4036", &[Nut], 1.4, 64.0, false),
    ("DIN", "934", &[Nut], 1.0, 160.0, false),
    ("DIN", "439|555|936", &[Nut], 1.4, 160.0, false),
    ("ISO", "8673|8674|8675", &[Nut], 8.0, 64.0, false),
    (
        "ISO",
        "7040|7041|7042|7719|10511|10512|10513",
        &[Nut],
        2.0,
        64.0,
        false,
    ),
    ("DIN", "980|982|985|986", &[Nut], 2.0, 64.0, false),
    ("DIN", "1587|917", &[Nut], 3.0, 48.0, false),
    ("DIN", "557|562|928|929|1624", &[Nut], 1.6, 24.0, false),
    (
        "DIN",
        "6923|6926|6927|6330|6331|6334",
        &[Nut],
        3.0,
        64.0,
        false,
    ),
    (
        "ISO",
        "4161|7043|7044|10663|12125|12126",
        &[Nut],
        3.0,
        24.0,
        false,
    ),
    ("EN", "1661|1663|1664|1666|1667", &[Nut], 3.0, 24.0, false),
    (
        "DIN",
        "315|466|467|508|546|547|548|582|431|935|937|979|1479|70615",
        &[Nut],
        0.0,
        0.0,
        false,
    ),
    ("DIN", "981|1804|70852", &[Nut, Ring], 0.0, 0.0, false),
    // Washers
    (
        "ISO",
        "7089|7090|7091|7092|7093|7094|887",
        &[Washer],
        0.0,
        0.0,
        false,
    ),
    (
        "DIN",
        "125|126|433|434|435|436|440|9021|6340|7349|1440|1441|988|522",
        &[Washer],
        0.0,
        0.0,
        false,
    ),
    (
        "DIN",
        "127|128|137|6796|6797|6798|7980|6904|6905|6907|6908|432|463|93",
        &[Washer, Spring, Ring],
        0.0,
        0.0,
        false,
    ),
    (
        "ISO",
        "8738|10669|10670|10671|10673",
        &[Washer],
        0.0,
        0.0,
        false,
    ),
    ("DIN", "2093|6319", &[Spring, Washer], 0.0, 0.0, false),
    // Pins, keys, rings, rivets
    (
        "ISO",
        "2338|8734|8735|8733|2339|8736|8737|8752|8748|8750|8751|13337|2340|2341|8739|8740|8741|8742|8743|8744|8745|8746|8747",
        &[Pin],
        0.0,
        0.0,
        true,
    ),
    (
        "DIN",
        "7|1|6325|7979|7978|1481|7343|7344|7346|1443|1444|1445|1470|1471|1472|1473|1474|1475|1476|1477",
        &[Pin],
        0.0,
        0.0,
        true,
    ),
    ("ISO", "1234", &[Pin], 0.0, 0.0, false),
    ("DIN", "94|11024", &[Pin, Spring], 0.0, 0.0, false),
    ("DIN", "6885|6888|6886|6887", &[Key], 0.0, 0.0, false),
    ("ISO", "3912|2491", &[Key], 0.0, 0.0, false),
    (
        "DIN",
        "471|472|6799|983|984|5417|7993",
        &[Ring, Washer],
        0.0,
        0.0,
        false,
    ),
    (
        "DIN",
        "660|661|662|674|7337|7338|7340",
        &[Rivet],
        0.0,
        0.0,
        false,
    ),
    (
        "ISO",
        "1051|15973|15974|15975|15976|15977|15978|15979|15980|15981|15982|15983|15984|16582|16583|16584|16585",
        &[Rivet],
        0.0,
        0.0,
        false,
    ),
    // Bearings and seals
    ("ISO", "15|104|355|492", &[Bearing], 0.0, 0.0, false),
    (
        "DIN",
        "616|617|618|620|625|628|630|635|711|715|720|5405|5412",
        &[Bearing],
        0.0,
        0.0,
        false,
    ),
    ("ISO", "3601|6194", &[Seal, Ring], 0.0, 0.0, false),
    (
        "DIN",
        "3760|3771|7603",
        &[Seal, Ring, Washer],
        0.0,
        0.0,
        false,
    ),
    // America
    (
        "ASME",
        "B18.2.1|B18.6.3|B18.6.4|B18.5|B18.15",
        &[Screw],
        0.0,
        0.0,
        true,
    ),
    ("ASME", "B18.3", &[Screw], 0.0, 0.0, true),
    (
        "ASME",
        "B18.3.1|B18.3.4|B18.3.5|B18.3.6|B18.2.3.1|B18.6.7",
        &[Screw],
        1.4,
        64.0,
        true,
    ),
    ("ASME", "B18.2.2|B18.16.6|B18.17", &[Nut], 0.0, 0.0, false),
    (
        "ASME",
        "B18.21.1|B18.22.1|B18.22",
        &[Washer],
        0.0,
        0.0,
        false,
    ),
    ("ASME", "B18.8.1|B18.8.2", &[Pin], 0.0, 0.0, false),
    ("ASME", "B18.27", &[Ring], 0.0, 0.0, false),
    // Japan
    ("JIS", "B1176|B1174|B1194", &[Screw], 1.4, 64.0, true),
    (
        "JIS",
        "B1180|B1111|B1101|B1177|B1117|B1122",
        &[Screw],
        1.0,
        64.0,
        true,
    ),
    ("JIS", "B1181|B1163|B1170|B1190", &[Nut], 1.0, 64.0, false),
    ("JIS", "B1251|B1256", &[Washer, Spring], 0.0, 0.0, false),
    ("JIS", "B1354|B1355|B2808|B1351", &[Pin], 0.0, 0.0, false),
    ("JIS", "B1521", &[Bearing], 0.0, 0.0, false),
    ("JIS", "B2804", &[Ring], 0.0, 0.0, false),
    ("JIS", "B2401", &[Seal, Ring], 0.0, 0.0, false),
    // China
    ("GB", "70|70.1|70.2|70.3", &[Screw], 1.4, 64.0, true),
    (
        "GB",
        "5780|5781|5782|5783|5785|5786|5787|65|67|68|69|818|819|819.1|820|823|77|78|79|80|12|14",
        &[Screw],
        1.0,
        64.0,
        true,
    ),
    (
        "GB",
        "845|846|847|5282|5283|5284|5285",
        &[Screw],
        0.0,
        0.0,
        true,
    ),
    (
        "GB",
        "41|6170|6171|6172|6172.1|6173|6174|6175|6182|6184|6187|6187.1|889|889.1|923|39",
        &[Nut],
        1.0,
        64.0,
        false,
    ),
    (
        "GB",
        "95|96|96.1|96.2|97|97.1|97.2|848|5287",
        &[Washer],
        0.0,
        0.0,
        false,
    ),
    (
        "GB",
        "93|859|7244|861|862",
        &[Washer, Spring],
        0.0,
        0.0,
        false,
    ),
    (
        "GB",
        "119|119.1|119.2|120|120.1|117|118|879|879.1|882",
        &[Pin],
        0.0,
        0.0,
        false,
    ),
    ("GB", "91", &[Pin], 0.0, 0.0, false),
    (
        "GB",
        "893|893.1|893.2|894|894.1|894.2|896",
        &[Ring, Washer],
        0.0,
        0.0,
        false,
    ),
    ("GB", "276|292|301|297|5801", &[Bearing], 0.0, 0.0, false),
    ("GB", "3452.1", &[Seal, Ring], 0.0, 0.0, false),
    ("GB", "1096|1099.1", &[Key], 0.0, 0.0, false),
];

/// What the standard of a designation is about; `None` for one that is not in the catalogue.
pub fn find(designation: &Designation) -> Option<Standard> {
    let body = designation.body();
    ROWS.iter()
        .find(|(of, numbers, ..)| {
            *of == body
                && numbers
                    .split('|')
                    .any(|number| number == designation.number)
        })
        .map(|(_, _, things, least, most, length)| Standard {
            things,
            threads: (*most > 0.0).then_some((*least, *most)),
            length: *length,
        })
}

#[cfg(test)]
mod tests {
    use super::super::designations;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_number_stands_once() {
        let mut seen = BTreeSet::new();
        for (body, numbers, things, least, most, _) in ROWS {
            assert!(!things.is_empty() && least <= most);
            for number in numbers.split('|') {
                assert!(seen.insert((body, number)), "{body} {number}");
                let text = format!("{body} {number}");
                let found = designations(&text);
                assert_eq!(found.len(), usize::from(text != "EN 1"), "{text}");
                assert!(find(&found[0]).is_some(), "{text}");
            }
        }
        assert!(seen.len() > 250, "{}", seen.len());
    }

    #[test]
    fn the_last_body_counts() {
        let of = |text: &str| designations(text).first().and_then(find);
        assert_eq!(of("DIN EN ISO 4762"), of("ISO 4762"));
        assert!(of("DIN EN ISO 7380-1").is_some_and(|standard| standard.length));
        assert_eq!(of("ISO 9001"), None);
        assert!(of("ANSI B18.3").is_some());
    }
}
