//! Reads from a `style` attribute whether an element's text is visible, and whether its line ends
//! count.

/// The properties that decide whether text is visible and where its lines end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TextStyle {
    /// Not displayed, whatever the style of an element inside.
    pub not_displayed: bool,
    /// Invisible until an element inside is visible again.
    pub invisible: bool,
    /// Of font size 0 until an element inside has another size.
    pub zero_size: bool,
    /// Preformatted: line ends and blanks count.
    pub preformatted: bool,
}

impl TextStyle {
    /// Reports whether text with this look is visible.
    pub(super) fn is_visible(self) -> bool {
        !(self.not_displayed || self.invisible || self.zero_size)
    }

    /// Returns the look of an element with this style inside an element with the look `self`.
    pub(super) fn with_style(mut self, style: &str) -> TextStyle {
        let (mut clipped, mut flat) = (false, false);
        for declaration in style.split(';') {
            let Some((name, value)) = declaration.split_once(':') else {
                continue;
            };
            let value = value.to_ascii_lowercase();
            let value = value.split('!').next().unwrap_or("").trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "display" => self.not_displayed |= value == "none",
                "mso-hide" => self.not_displayed |= value == "all",
                "opacity" => self.not_displayed |= is_zero(value),
                "visibility" => match value {
                    "hidden" | "collapse" => self.invisible = true,
                    "visible" => self.invisible = false,
                    _ => {}
                },
                "font-size" => self.set_size(value),
                "font" => {
                    if let Some(size) = value
                        .split([' ', '/'])
                        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
                    {
                        self.set_size(size);
                    }
                }
                "white-space" => match value {
                    "pre" | "pre-wrap" | "pre-line" | "break-spaces" => self.preformatted = true,
                    "normal" | "nowrap" => self.preformatted = false,
                    _ => {}
                },
                "overflow" => clipped |= value == "hidden",
                "max-height" | "height" => flat |= is_zero(value),
                _ => {}
            }
        }
        self.not_displayed |= clipped && flat;
        self
    }

    fn set_size(&mut self, value: &str) {
        if is_zero(value) {
            self.zero_size = true;
        } else {
            // A percentage of zero is zero; any other size makes the text visible again.
            let part = value.ends_with('%')
                || (value.ends_with("em") && !value.ends_with("rem"))
                || value == "inherit";
            self.zero_size &= part;
        }
    }
}

/// Reports whether a length or a number is zero.
fn is_zero(value: &str) -> bool {
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
            assert!(
                !TextStyle::default().with_style(style).is_visible(),
                "{style}"
            );
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
            assert!(
                TextStyle::default().with_style(style).is_visible(),
                "{style}"
            );
        }
    }

    #[test]
    fn a_size_or_visibility_inside_counts_for_itself() {
        let tiny = TextStyle::default().with_style("font-size:0");
        assert!(
            tiny.with_style("font-size:14px").is_visible()
                && tiny.with_style("font-size:small").is_visible()
        );
        assert!(
            !tiny.with_style("font-size:2em").is_visible()
                && !tiny.with_style("font-size:150%").is_visible()
        );
        assert!(tiny.with_style("font-size:1rem").is_visible());
        assert!(
            TextStyle::default()
                .with_style("visibility:hidden")
                .with_style("visibility:visible")
                .is_visible()
        );
        assert!(
            !TextStyle::default()
                .with_style("display:none")
                .with_style("display:block")
                .is_visible()
        );
        assert!(
            TextStyle::default()
                .with_style("white-space:pre-wrap")
                .preformatted
        );
    }
}
