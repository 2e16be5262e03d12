//! Words for kinds of things: is it a screw, a nut, a motor?

use crate::package::bom::words::{fold, is_among};
use std::collections::BTreeSet;

/// A kind of thing that words name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of the things")]
pub enum Thing {
    Screw,
    Nut,
    Washer,
    Pin,
    Key,
    Ring,
    Rivet,
    Rod,
    Spring,
    Bearing,
    Seal,
    Motor,
    Resistor,
    Capacitor,
    Inductor,
    Diode,
    Transistor,
    Connector,
    Switch,
    Battery,
    Supply,
    Sensor,
    Display,
    Fan,
    Pump,
    Belt,
    Pulley,
    Magnet,
    Cable,
    Glue,
}

/// Whole words, folded.
const WORDS: &[(Thing, &str)] = &[
    (
        Thing::Screw,
        "screw|screws|bolt|bolts|setscrew|setscrews|capscrew|stud|studs|thumbscrew|thumbscrews|vis|boulon|boulons|tornillo|tornillos|vite|viti|bullone|bulloni|schroef|schroeven|parafuso|parafusos|skruv|sruba|sroub|gewindestift|gewindestifte|madenschraube|prigionero|esparrago|螺丝|螺钉|螺栓|ねじ|ボルト",
    ),
    (
        Thing::Nut,
        "nut|nuts|locknut|locknuts|nyloc|ecrou|ecrous|tuerca|tuercas|dado|dadi|moer|moeren|porca|porcas|mutter|nakretka|matice|螺母|ナット",
    ),
    (
        Thing::Washer,
        "washer|washers|rondelle|rondelles|arandela|arandelas|rondella|arruela|arruelas|sluitring|sluitringen|podkladka|podlozka|垫片|垫圈|ワッシャー",
    ),
    (
        Thing::Pin,
        "pin|pins|dowel|dowels|goupille|goupilles|pasador|pasadores|spina|spine|stift|stifte|pinos|销",
    ),
    (
        Thing::Key,
        "key|keys|passfeder|passfedern|clavette|chaveta|linguetta",
    ),
    (
        Thing::Ring,
        "circlip|circlips|seegerring|eclip|sicherungsring|sicherungsringe",
    ),
    (
        Thing::Rivet,
        "rivet|rivets|niet|niete|nieten|blindniet|blindniete|blindnieten|remache|remaches|rivetto|rivetti",
    ),
    (
        Thing::Rod,
        "rod|rods|gewindestange|gewindestangen|tige|tiges|varilla|varillas|barra|draadstang",
    ),
    (
        Thing::Spring,
        "spring|springs|ressort|ressorts|muelle|muelles|resorte|resortes|molla|molle|veer|veren|mola|molas|feder|federn",
    ),
    (
        Thing::Bearing,
        "bearing|bearings|roulement|roulements|rodamiento|rodamientos|cuscinetto|cuscinetti|lager|lagers|rolamento|rolamentos|kugellager|轴承",
    ),
    (
        Thing::Seal,
        "seal|seals|oring|orings|gasket|gaskets|dichtung|dichtungen|joint|junta|guarnizione",
    ),
    (
        Thing::Motor,
        "motor|motors|servo|servos|moteur|moteurs|motore|motori|motores|stepper|schrittmotor|schrittmotoren|电机|モーター",
    ),
    (
        Thing::Resistor,
        "resistor|resistors|widerstand|widerstande|resistance|resistances|resistencia|resistencias|resistenza|电阻",
    ),
    (
        Thing::Capacitor,
        "capacitor|capacitors|kondensator|kondensatoren|condensateur|condensateurs|condensador|condensatore|电容",
    ),
    (Thing::Inductor, "inductor|inductors|drossel|spule|电感"),
    (Thing::Diode, "diode|diodes|dioden|led|leds|diodo|二极管"),
    (
        Thing::Transistor,
        "transistor|transistors|mosfet|mosfets|transistoren|三极管",
    ),
    (
        Thing::Connector,
        "connector|connectors|stecker|buchse|connecteur|conector|connettore|header|headers|socket|plug|连接器",
    ),
    (
        Thing::Switch,
        "switch|switches|schalter|taster|interrupteur|interruptor|interruttore|button|buttons|schakelaar|开关",
    ),
    (
        Thing::Battery,
        "battery|batteries|batterie|batterien|akku|bateria|batteria|batterij|pile|piles|pila|电池",
    ),
    (
        Thing::Supply,
        "supply|supplies|psu|netzteil|alimentation|alimentatore|fuente|voeding|fonte|电源",
    ),
    (
        Thing::Sensor,
        "sensor|sensors|sensoren|capteur|capteurs|sensore|sensores|thermistor|thermistors|传感器",
    ),
    (
        Thing::Display,
        "display|displays|lcd|oled|bildschirm|ecran|pantalla|schermo|显示屏",
    ),
    (
        Thing::Fan,
        "fan|fans|lufter|ventilateur|ventilador|ventola|ventilator|风扇",
    ),
    (
        Thing::Pump,
        "pump|pumps|pumpe|pumpen|pompe|bomba|pompa|pomp|泵",
    ),
    (
        Thing::Belt,
        "belt|belts|riemen|zahnriemen|courroie|correa|cinghia|riem|correia|皮带",
    ),
    (
        Thing::Pulley,
        "pulley|pulleys|riemenscheibe|riemenscheiben|poulie|polea|puleggia|polia",
    ),
    (
        Thing::Magnet,
        "magnet|magnets|magnete|magneten|aimant|aimants|iman|imanes|magnete|magneti|ima|磁铁",
    ),
    (
        Thing::Cable,
        "cable|cables|kabel|wire|wires|fil|cavo|cavi|draht|litze|线缆",
    ),
    (
        Thing::Glue,
        "glue|kleber|colle|pegamento|colla|lijm|adhesive|epoxy",
    ),
];

/// Ends of German and Dutch compounds.
const ENDS: &[(Thing, &str)] = &[
    (Thing::Screw, "schraube|schrauben|schroef|schroeven"),
    (Thing::Nut, "mutter|muttern|moer|moeren"),
    (
        Thing::Washer,
        "unterlegscheibe|unterlegscheiben|beilagscheibe|beilagscheiben|federscheibe|federscheiben|facherscheibe|facherscheiben|federring|federringe",
    ),
    (
        Thing::Pin,
        "zylinderstift|zylinderstifte|spannstift|spannstifte|passstift|passstifte|kegelstift|kegelstifte",
    ),
    (Thing::Bearing, "lager|wellenlager"),
    (Thing::Motor, "motor|motoren"),
    (Thing::Resistor, "widerstand|widerstande"),
    (Thing::Capacitor, "kondensator|kondensatoren"),
];

/// What a folded word names.
fn of_word(word: &str) -> Option<Thing> {
    WORDS
        .iter()
        .find(|(_, words)| is_among(words, word))
        .or_else(|| {
            ENDS.iter().find(|(_, ends)| {
                ends.split('|')
                    .any(|end| word.len() > end.len() + 2 && word.ends_with(end))
            })
        })
        .map(|(thing, _)| *thing)
}

/// The kinds of things that a text names.
pub fn things(text: &str) -> BTreeSet<Thing> {
    fold(text).split(' ').filter_map(of_word).collect()
}

/// The fastener, bearing or the like that a name is the name of: its first or last word, before any `for` or
/// `with`. `None` when it names something else, or several.
pub fn head_thing(name: &str) -> Option<Thing> {
    const CUT: &str = "for|fur|pour|para|per|voor|with|mit|avec|con|met|w|and|und|et|y|e|en|to|zu|of|in|on|am|an|im|auf|incl|inkl|or|oder|ou|o";
    let name = name
        .split([',', '(', ';', ':', '\n'])
        .next()
        .unwrap_or(name);
    let folded = fold(name);
    let words: Vec<&str> = folded
        .split(' ')
        .take_while(|word| !is_among(CUT, word))
        .filter(|word| !word.contains(|c: char| c.is_ascii_digit()) && word.chars().count() > 1)
        .filter(|word| !is_among("iso|din|asme|ansi|jis|gb|bs|uni|zn|steel|stahl|inox|a2|a4|stainless|black|zinc|plated|mm", word))
        .collect();
    let named: BTreeSet<Thing> = words.iter().filter_map(|word| of_word(word)).collect();
    let last = words.last().and_then(|word| of_word(word));
    let first = words.first().and_then(|word| of_word(word));
    let threaded = |thing: &Thing| matches!(thing, Thing::Screw | Thing::Nut | Thing::Washer);
    let head = last.or(first.filter(threaded))?;
    let hardware = head <= Thing::Seal && !matches!(head, Thing::Key | Thing::Spring | Thing::Rod);
    let others = named.iter().filter(|thing| **thing <= Thing::Seal).count();
    (hardware && others == 1).then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_of_one_kind_of_thing() {
        for (name, thing) in [
            ("screw", Some(Thing::Screw)),
            ("socket head cap screw, motor", Some(Thing::Screw)),
            ("Zylinderschraube", Some(Thing::Screw)),
            ("Sechskantmutter M3", Some(Thing::Nut)),
            ("Vis à tête cylindrique", Some(Thing::Screw)),
            ("washer for screw", Some(Thing::Washer)),
            ("hexagon nut", Some(Thing::Nut)),
            ("nut and bolt", Some(Thing::Nut)),
            ("bearing mount", None),
            ("Befestigung", None),
            ("lock nut washer", None),
            ("motor", None),
            ("allen key", None),
        ] {
            assert_eq!(head_thing(name), thing, "{name:?}");
        }
    }
}
