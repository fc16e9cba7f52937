//! The row with Copy link, what it offers besides, and Forget.

use crate::view::controller::Controller;
use crate::view::icon;
use crate::view::platform::tab;
use crate::view::state::share_state::ShareState;
use crate::view::state::slot::OperandSide;
use crate::view::text::share as text;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The row; `share` is what came of the last press of Copy link.
#[hook]
pub fn use_share_bar(controller: &Controller, share: &ShareState) -> Html {
    // The page is drawn at build time, too, where it is not known yet.
    let can_keep = use_state_eq(|| true);
    use_effect_with((), {
        let can_keep = can_keep.clone();
        move |()| can_keep.set(tab::can_keep())
    });
    let field = use_node_ref();
    use_effect_with(share.clone(), {
        let field = field.clone();
        move |_| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                // A field that cannot take the focus can still be selected by hand.
                let _ = field.focus();
                field.select();
            }
        }
    });
    let on_copy = controller.callback(|controller, _: MouseEvent| controller.copy_link());
    let on_forget = controller.callback(|controller, _: MouseEvent| controller.forget());
    html! {
        <div class="share">
            <button type="button" class="quiet" onclick={on_copy}>{ icon::link() }{ text::COPY_LINK.get() }</button>
            { match share {
                ShareState::Idle => Html::default(),
                // Selected when it appears.
                ShareState::Link(link) => html! {
                    <input ref={field} key={link.clone()} type="text" class="link" readonly=true value={link.clone()} aria-label={text::LINK.get()} />
                },
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
