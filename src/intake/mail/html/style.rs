//! Reads from a `style` attribute whether an element's text is visible, and whether its line ends
//! count.

/// The properties that decide whether text is visible and where its lines end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Not displayed, whatever the style of an element inside.
    pub gone: bool,
    /// Invisible until an element inside is visible again.
    pub veiled: bool,
    /// Of font size 0 until an element inside has another size.
    pub tiny: bool,
    /// Preformatted: line ends and blanks count.
    pub kept: bool,
}

impl Look {
    /// Reports whether text with this look is visible.
    pub fn seen(self) -> bool {
        !(self.gone || self.veiled || self.tiny)
    }

    /// Returns the look of an element with this style inside an element with the look `self`.
    pub fn with(mut self, style: &str) -> Look {
        let (mut clipped, mut flat) = (false, false);
        for declaration in style.split(';') {
            let Some((name, value)) = declaration.split_once(':') else {
                continue;
            };
            let value = value.to_ascii_lowercase();
            let value = value.split('!').next().unwrap_or("").trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "display" => self.gone |= value == "none",
                "mso-hide" => self.gone |= value == "all",
                "opacity" => self.gone |= zero(value),
                "visibility" => match value {
                    "hidden" | "collapse" => self.veiled = true,
                    "visible" => self.veiled = false,
                    _ => {}
                },
                "font-size" => self.sized(value),
                "font" => {
                    if let Some(size) = value
                        .split([' ', '/'])
                        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
                    {
                        self.sized(size);
                    }
                }
                "white-space" => match value {
                    "pre" | "pre-wrap" | "pre-line" | "break-spaces" => self.kept = true,
                    "normal" | "nowrap" => self.kept = false,
                    _ => {}
                },
                "overflow" => clipped |= value == "hidden",
                "max-height" | "height" => flat |= zero(value),
                _ => {}
            }
        }
        self.gone |= clipped && flat;
        self
    }

    fn sized(&mut self, value: &str) {
        if zero(value) {
            self.tiny = true;
        } else {
            // A percentage of zero is zero; any other size makes the text visible again.
            let part = value.ends_with('%')
                || (value.ends_with("em") && !value.ends_with("rem"))
                || value == "inherit";
            self.tiny &= part;
        }
    }
}

/// Reports whether a length or a number is zero.
fn zero(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    number
        .trim()
        .parse::<f32>()
        .is_ok_and(|number| number == 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_known_by_its_style() {
        for style in [
            "display:none",
            "color:red; DISPLAY : None !important",
            "visibility:hidden",
            "font-size:0",
            "font-size: 0.0px",
            "font:0/0 a",
            "opacity:0",
            "mso-hide:all",
            "max-height:0;overflow:hidden",
        ] {
            assert!(!Look::default().with(style).seen(), "{style}");
        }
        for style in [
            "display:block",
            "font-size:10px",
            "font-size:0.5em",
            "opacity:0.5",
            "max-height:0",
            "overflow:hidden",
            ":",
            "",
        ] {
            assert!(Look::default().with(style).seen(), "{style}");
        }
    }

    #[test]
    fn a_size_or_visibility_inside_counts_for_itself() {
        let tiny = Look::default().with("font-size:0");
        assert!(tiny.with("font-size:14px").seen() && tiny.with("font-size:small").seen());
        assert!(!tiny.with("font-size:2em").seen() && !tiny.with("font-size:150%").seen());
        assert!(tiny.with("font-size:1rem").seen());
        assert!(
            Look::default()
                .with("visibility:hidden")
                .with("visibility:visible")
                .seen()
        );
        assert!(
            !Look::default()
                .with("display:none")
                .with("display:block")
                .seen()
        );
        assert!(Look::default().with("white-space:pre-wrap").kept);
    }
}
