//! The row with Copy link, what it offers besides, and Forget.

use crate::view::controller::Controller;
use crate::view::icon;
use crate::view::platform::tab;
use crate::view::state::share_state::ShareState;
use crate::view::state::slot::OperandSide;
use crate::view::text::{share as text, use_language};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`ShareBar`].
#[derive(Clone, PartialEq, Properties)]
pub struct ShareBarProps {
    /// The page's controller.
    pub controller: Controller,
    /// What came of the last press of Copy link.
    pub share: ShareState,
}

/// The row.
#[component]
pub fn ShareBar(props: &ShareBarProps) -> Html {
    use_language();
    let ShareBarProps { controller, share } = props;
    // The page is drawn at build time, too, where it is not known yet.
    let can_keep = use_state_eq(|| true);
    use_effect_with((), {
        let can_keep = can_keep.clone();
        move |()| can_keep.set(tab::can_keep())
    });
    let on_copy = controller.callback(|controller, _: MouseEvent| controller.copy_link());
    let on_forget = controller.callback(|controller, _: MouseEvent| controller.forget());
    html! {
        <div class="share">
            <button type="button" class="quiet" onclick={on_copy}>{ icon::link() }{ text::COPY_LINK.get() }</button>
            { match share {
                ShareState::Idle => Html::default(),
                ShareState::Link(link) => html! { <LinkField key={link.clone()} link={link.clone()} /> },
                ShareState::Files => {
                    let operation = controller.state().settings.operation;
                    let factors = OperandSide::FACTORS.into_iter().filter(|&side| operation.shows(side));
                    html! { { for factors.map(|side| download(controller, side)) } }
                },
            } }
            if *can_keep {
                <span class="spring" />
                <span class="hint" id="kept">{ text::KEPT.get() }</span>
                <button type="button" class="quiet" onclick={on_forget} aria-describedby="kept" title={text::FORGET_HINT.get()}>
                    { text::FORGET.get() }
                </button>
            }
        </div>
    }
}

fn download(controller: &Controller, side: OperandSide) -> Html {
    let onclick = controller.callback(move |controller, _: MouseEvent| controller.download_operand(side));
    html! { <button type="button" {onclick}>{ icon::save() }{ text::DOWNLOAD_OPERAND.with(&[&side.letter()]) }</button> }
}

#[derive(Clone, PartialEq, Properties)]
struct LinkFieldProps {
    link: AttrValue,
}

/// The link in a field, selected.
#[component]
fn LinkField(props: &LinkFieldProps) -> Html {
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            if let Some(field) = node.cast::<HtmlInputElement>() {
                // A field that cannot take the focus can still be selected by hand.
                let _ = field.focus();
                field.select();
            }
        }
    });
    html! { <input ref={node} type="text" class="link" readonly=true value={props.link.clone()} aria-label={text::LINK.get()} /> }
}
