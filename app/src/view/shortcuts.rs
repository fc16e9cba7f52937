//! The list of keyboard shortcuts.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Properties of [`Shortcuts`].
#[derive(Clone, PartialEq, Properties)]
pub struct ShortcutsProps {
    /// The dialog's node, for [`open`].
    pub node: NodeRef,
}

/// Opens the list.
pub fn open(dialog: &NodeRef) {
    if let Some(dialog) = dialog.cast::<HtmlDialogElement>()
        && !dialog.open()
    {
        // The first focus goes to the title; on Close it would scroll the dialog to its end. Said here, because an element
        // that comes with this attribute wants the focus at once, which browsers refuse to frames with an error.
        if let Ok(Some(title)) = dialog.query_selector("h2") {
            let _ = title.set_attribute("autofocus", "");
        }
        // It fails only for a dialog that is open or not on the page.
        let _ = dialog.show_modal();
    }
}

/// Whether it is open.
pub fn is_open(dialog: &NodeRef) -> bool {
    dialog.cast::<HtmlDialogElement>().is_some_and(|dialog| dialog.open())
}

/// What each key does.
const KEYS: [(&[&str], &str); 11] = [
    (&["Ctrl", "Enter"], "Multiply (on a Mac also Cmd + Enter)"),
    (&["Esc"], "Stop multiplying, checking or loading"),
    (&["Ctrl", "Z"], "Undo clearing, loading or swapping A or B"),
    (&["↑", "↓", "←", "→"], "Move through the numbers of C"),
    (&["Home", "End"], "Go to the first or last number of a row"),
    (&["Ctrl", "Home"], "Go to the first number of C; with End to the last, with an arrow to the edge"),
    (&["Page Up", "Page Down"], "Move one page up or down"),
    (&["Shift"], "With any of these keys or a click: extend the selection"),
    (&["Ctrl", "A"], "Select all numbers of C"),
    (&["Ctrl", "C"], "Copy the selected numbers in full precision"),
    (&["?"], "Open this list (not in a text field)"),
];

/// The list, closed until [`open`].
#[component]
pub fn Shortcuts(props: &ShortcutsProps) -> Html {
    let node = props.node.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        if let Some(dialog) = node.cast::<HtmlDialogElement>() {
            dialog.close();
        }
    });
    html! {
        <dialog ref={props.node.clone()} aria-labelledby="shortcuts-title">
            <h2 id="shortcuts-title" tabindex="-1">{ "Keyboard shortcuts" }</h2>
            <dl>
                { for KEYS.iter().map(|(keys, meaning)| html! {
                    <>
                        <dt>{ for keys.iter().map(|key| html! { <kbd>{ *key }</kbd> }) }</dt>
                        <dd>{ *meaning }</dd>
                    </>
                }) }
            </dl>
            <button type="button" class="quiet" {onclick}>{ "Close" }</button>
        </dialog>
    }
}
