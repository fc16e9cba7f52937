//! Small drawings, inline, in the colour of the text around them. All are decoration: hidden from assistive technology.

use yew::prelude::*;

/// A drawing of 16 × 16 units with rounded strokes along `path`.
fn drawn(path: &'static str) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d={path} fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
    }
}

/// Into a tray.
pub fn load() -> Html {
    drawn("M8 10V2.5M5 5l3-3 3 3M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2")
}

/// Out of a tray.
pub fn save() -> Html {
    drawn("M8 2.5V10M5 7.5l3 3 3-3M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2")
}

/// Two sheets.
pub fn copy() -> Html {
    drawn("M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3")
}

/// Two arrows that change places.
pub fn swap() -> Html {
    drawn("M2.5 5.5h10M10 3l2.5 2.5L10 8M13.5 10.5h-10M6 8l-2.5 2.5L6 13")
}

/// An arrow that turns back.
pub fn undo() -> Html {
    drawn("M2.5 6.5h7a4 4 0 0 1 0 8h-4M5.5 3.5l-3 3 3 3")
}

/// An arrow that turns forward.
pub fn redo() -> Html {
    drawn("M13.500 6.500h-7a4 4 0 0 0 0 8h4M10.500 3.500l3 3-3 3")
}

/// A plus.
pub fn plus() -> Html {
    drawn("M3 8h10M8 3v10")
}

/// A minus.
pub fn minus() -> Html {
    drawn("M3 8h10")
}

/// Corners of a frame.
pub fn expand() -> Html {
    drawn("M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10")
}

/// Two links of a chain.
pub fn link() -> Html {
    drawn(
        "M6.5 9.5l3-3M7.5 4.500l1.500-1.500a2.800 2.800 0 0 1 4 4L11.500 8.500M8.500 11.500L7 13a2.800 2.800 0 0 1-4-4l1.500-1.500",
    )
}

/// A cross.
pub fn cross() -> Html {
    drawn("M4 4l8 8M12 4l-8 8")
}

/// A pencil.
pub fn edit() -> Html {
    drawn("M3 13l.7-3L10.500 3.200a1.100 1.100 0 0 1 1.600 0l.700.700a1.100 1.100 0 0 1 0 1.600L6 12.300z")
}

/// A sun beside a moon.
pub fn theme() -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" stroke-width="1.5" />
            <path d="M8 2.250a5.750 5.750 0 0 1 0 11.500z" fill="currentColor" />
        </svg>
    }
}

/// A padlock.
pub fn lock() -> Html {
    drawn("M4 7.500h8v6H4zM5.500 7.500V5a2.500 2.500 0 0 1 5 0v2.500")
}

/// The mark of the product: two matrices becoming one.
pub fn mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
            <rect width="32" height="32" rx="8" fill="var(--accent)" />
            <path d="M9 8H7v16h2M23 8h2v16h-2" fill="none" stroke="var(--on-accent)" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
            <path d="M12.500 12.500l7 7M19.500 12.500l-7 7" stroke="var(--on-accent)" stroke-width="2.500" stroke-linecap="round" />
        </svg>
    }
}
