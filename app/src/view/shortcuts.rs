//! The sheet of keyboard shortcuts.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Properties of [`Shortcuts`].
#[derive(Clone, PartialEq, Properties)]
pub struct ShortcutsProps {
    /// The dialog's node, by which it is opened.
    pub node: NodeRef,
}

/// What each key does.
const KEYS: [(&[&str], &str); 11] = [
    (&["Ctrl", "Enter"], "Multiply, from anywhere (on a Mac also Cmd + Enter)"),
    (&["Esc"], "Stop the job that runs, or the file that is being read"),
    (&["Ctrl", "Z"], "Bring A and B back as they were before one was cleared, loaded or swapped"),
    (&["↑", "↓", "←", "→"], "Move through the numbers of C"),
    (&["Home", "End"], "First and last number of a row"),
    (&["Ctrl", "Home"], "First number of all; with End the last, with an arrow to the edge"),
    (&["Page Up", "Page Down"], "A screenful up or down"),
    (&["Shift"], "With any of these keys, or a click: select from where you are to there"),
    (&["Ctrl", "A"], "Select all numbers of C"),
    (&["Ctrl", "C"], "Copy the selected numbers, in full"),
    (&["?"], "This sheet, while no text field has the focus"),
];

/// The sheet; closed until opened by its node.
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
            // The focus begins here; at Close, at the end, it would scroll the sheet there.
            <h2 id="shortcuts-title" tabindex="-1" autofocus=true>{ "Keyboard shortcuts" }</h2>
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
