//! Names that leave open what to order: `screw`, `stepper motor`, `Feder`.
//!
//! A name says too little only if every word of it is known to be the word for a whole class of
//! things, or an adjective that does not tell its members apart. One unknown word (a maker, a model, a
//! use) is taken to identify the item: whoever wrote it may know more than this list.

use super::words::fold;

/// Words for classes of things that are ordered by size, rating or model.
const CLASSES: &str = "\
screw screws bolt bolts nut nuts washer washers fastener fasteners standoff standoffs spacer spacers insert inserts rivet rivets spring springs \
bearing bearings bushing bushings magnet magnets motor motors stepper servo servos pulley pulleys belt belts gear gears shaft shafts rod rods tube tubes tubing \
pipe pipes hose hoses fitting fittings valve valves pump pumps fan fans heater resistor resistors capacitor capacitors inductor inductors diode diodes transistor transistors \
led leds battery batteries psu supply adapter connector connectors header headers switch switches button buttons relay relays fuse fuses sensor sensors potentiometer display \
crystal oscillator thermistor profile profiles extrusion extrusions rail rails coupler coupling couplings microcontroller board driver drivers \
hardware part parts component components item items thing things stuff misc miscellaneous various assorted electronics pin pins dowel dowels clamp clamps lens lenses \
schraube schrauben mutter muttern scheibe scheiben unterlegscheibe unterlegscheiben feder federn lager kugellager magnete motoren schrittmotor schrittmotoren riemen zahnriemen \
zahnrad welle wellen stange stangen rohr rohre schlauch schlauche netzteil widerstand widerstande kondensator kondensatoren schalter taster batterie batterien akku stecker \
sensoren lufter pumpe ventil gewindestange gewindestangen einschraubmutter stift stifte bolzen niete nieten bauteil teil teile kleinteile diverses \
vis ecrou ecrous rondelle rondelles boulon boulons ressort ressorts roulement roulements aimant aimants moteur moteurs courroie poulie poulies tige tiges tuyau tuyaux \
resistance condensateur interrupteur bouton pile piles alimentation connecteur capteur ventilateur pompe engrenage axe visserie \
tornillo tornillos tuerca tuercas arandela arandelas perno pernos muelle muelles resorte resortes rodamiento rodamientos iman imanes motores correa polea poleas varilla varillas \
tubo tubos resistencia condensador interruptor boton bateria pila fuente conector ventilador bomba engranaje eje \
vite viti dado dadi rondella rondelle bullone bulloni molla molle cuscinetto cuscinetti magneti motore motori cinghia puleggia pulegge barra tubi resistenza condensatore \
interruttore pulsante alimentatore connettore ventola pompa ingranaggio albero bulloneria \
schroef schroeven moer moeren sluitring ring ringen bout bouten veer veren magneet magneten riem stang buis buizen slang weerstand schakelaar knop voeding ventilator pomp \
parafuso parafusos porca porcas arruela arruelas mola molas rolamento rolamentos ima imas correia polia haste mangueira resistor capacitor bateria fonte sensor";

/// Words that do not tell the members of a class apart.
const ADJECTIVES: &str = "\
a an the of for with and or some few set pair small large big little long short medium thin thick metal steel stainless brass plastic nylon aluminium aluminum wooden wood black white \
silver zinc plated standard normal regular generic common good cheap strong heavy light dc ac electric electrical electronic mechanical stepper servo geared brushless ball linear \
smooth threaded threading compression extension timing machine hex socket cap head flat lock locking round self tapping tactile push rocker power supply lipo lithium \
neodymium rubber flexible silicone copper heat matching suitable any other required optional extra spare heavy duty limit temperature \
klein kleine gross grosse lang lange kurz kurze metall stahl edelstahl messing holz kunststoff aus mit fur und passend passende normale schwarz schwarze verzinkt \
petit petite grand grande long longue court metal acier inox bois pour et avec de du des la le les d \
pequeno pequena gran corto corta acero inoxidable madera para y con del el los las pasos paso \
piccolo piccola lungo lunga corto acciaio legno per e con di della \
klein groot lang kort metaal staal rvs hout voor en met van \
pequeno comprido curto aco inox madeira e com do da passo";

/// Whether a name leaves open what to order.
pub fn says_too_little(name: &str) -> bool {
    let folded = fold(name);
    if folded.is_empty() || folded.len() > 80 {
        return false;
    }
    let has = |list: &str, word: &str| list.split_ascii_whitespace().any(|known| known == word);
    let mut class = false;
    for word in folded.split(' ') {
        if has(CLASSES, word) {
            class = true;
        } else if !has(ADJECTIVES, word) {
            return false;
        }
    }
    class
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_things_are_told_from_things() {
        for vague in [
            "screw",
            "Screws",
            "stainless steel screws",
            "stepper motor",
            "Power supply",
            "bearing",
            "misc hardware",
            "Feder",
            "Schrauben aus Edelstahl",
            "vis inox",
            "motor paso a paso",
            "viti",
            "schroeven",
            "parafusos",
            "various fasteners",
            "ball bearings",
            "DC motor",
        ] {
            assert!(says_too_little(vague), "{vague:?}");
        }
        for named in [
            "M3x10 screw",
            "608 bearing",
            "NEMA 17 stepper motor",
            "PETG filament",
            "ESP32",
            "Micro USB Cable",
            "Jumper Wires",
            "Luster Terminals",
            "Thumbscrew",
            "Arduino board",
            "Raspberry Pi power supply",
            "zip tie",
            "glue",
            "",
            "motor mount",
            "bearing block",
            "spring holder",
            "skateboard bearings",
            "sewing thread",
            "IKEA LACK table",
            "9V battery",
            "AA batteries",
            "M3 nut",
            "cotton wick",
        ] {
            assert!(!says_too_little(named), "{named:?}");
        }
    }
}
