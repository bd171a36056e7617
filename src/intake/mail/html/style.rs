//! What a `style` attribute says of an element's text: whether it is seen, and whether its lines count.

/// How the text of an element looks, as far as that decides whether it is seen and where its lines end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Not drawn at all, whatever is inside says.
    pub gone: bool,
    /// Invisible until something inside is visible again.
    pub veiled: bool,
    /// Of size 0 until something inside has another size.
    pub tiny: bool,
    /// Line ends and blanks count.
    pub kept: bool,
}

impl Look {
    /// Whether text that looks like this is seen.
    pub fn seen(self) -> bool {
        !(self.gone || self.veiled || self.tiny)
    }

    /// The look of an element inside one that looks like this, with its own style.
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
            // A part of nothing is nothing; any other size is one.
            let part = value.ends_with('%')
                || (value.ends_with("em") && !value.ends_with("rem"))
                || value == "inherit";
            self.tiny &= part;
        }
    }
}

/// Whether a length or a number is none.
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
