//! The list of keyboard shortcuts.

use crate::view::text::{Text, shortcuts as text};
use web_sys::HtmlDialogElement;
use yew::prelude::*;

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

/// A key: what is the same on all keyboards, or has a name in each language.
#[derive(Clone, Copy)]
enum Key {
    Same(&'static str),
    Named(Text),
}

use Key::{Named, Same};

/// What each key does.
const KEYS: [(&[Key], Text); 15] = [
    (&[Named(text::CTRL), Named(text::ENTER)], text::MULTIPLY),
    (&[Named(text::ESC)], text::STOP),
    (&[Named(text::CTRL), Same("Z")], text::UNDO),
    (&[Same("↑"), Same("↓"), Same("←"), Same("→")], text::MOVE),
    (&[Named(text::HOME), Named(text::END)], text::ROW_ENDS),
    (&[Named(text::CTRL), Named(text::HOME)], text::CORNERS),
    (&[Named(text::PAGE_UP), Named(text::PAGE_DOWN)], text::PAGE),
    (&[Named(text::SHIFT)], text::EXTEND),
    (&[Named(text::CTRL), Same("A")], text::SELECT_ALL),
    (&[Named(text::CTRL), Same("C")], text::COPY),
    (&[Same("F2"), Named(text::ENTER)], text::EDIT),
    (&[Named(text::ENTER), Same("Tab")], text::ENTER_NUMBER),
    (&[Named(text::DELETE)], text::ZERO),
    (&[Named(text::ALT), Named(text::SHIFT), Same("↓")], text::INSERT),
    (&[Same("?")], text::OPEN),
];

impl Key {
    fn name(self) -> &'static str {
        match self {
            Same(name) => name,
            Named(text) => text.get(),
        }
    }
}

/// The list in `dialog`, closed until [`open`].
pub fn shortcuts(dialog: &NodeRef) -> Html {
    let node = dialog.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        if let Some(dialog) = node.cast::<HtmlDialogElement>() {
            dialog.close();
        }
    });
    html! {
        <dialog ref={dialog} aria-labelledby="shortcuts-title">
            <h2 id="shortcuts-title" tabindex="-1">{ text::TITLE.get() }</h2>
            <dl>
                { for KEYS.iter().map(|(keys, meaning)| html! {
                    <>
                        <dt>{ for keys.iter().map(|key| html! { <kbd>{ key.name() }</kbd> }) }</dt>
                        <dd>{ meaning.get() }</dd>
                    </>
                }) }
            </dl>
            <button type="button" class="quiet" {onclick}>{ text::CLOSE.get() }</button>
        </dialog>
    }
}
