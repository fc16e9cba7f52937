//! Lays out the page.

use crate::view::benchmark::card::Benchmark;
use crate::view::check::check_card::check_card;
use crate::view::controller::Controller;
use crate::view::elsewhere::elsewhere_card::elsewhere_card;
use crate::view::examples::examples_bar::use_examples_bar;
use crate::view::footer::footer;
use crate::view::header::use_header;
use crate::view::listeners;
use crate::view::operand::operands::operands;
use crate::view::operation::operation_picker::OperationPicker;
use crate::view::platform::browser;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::platform::focus::FocusGuard;
use crate::view::pool::pool_panel::PoolPanel;
use crate::view::result::result_panel::result_panel;
use crate::view::run::options::options;
use crate::view::run::run_bar::RunBar;
use crate::view::run::shown_digits;
use crate::view::share::share_bar::use_share_bar;
use crate::view::shortcuts;
use crate::view::state::action::DragState;
use crate::view::text::Writing;
use crate::view::update_notice::update_notice;
use yew::prelude::*;

/// Properties of [`Page`].
#[derive(Clone, PartialEq, Properties)]
pub struct PageProps {
    /// The page's controller.
    pub controller: Controller,
}

/// The whole page.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let controller = props.controller.clone();
    let redraw = use_force_update();
    let dialog = use_node_ref();
    use_effect_with((), {
        let (controller, dialog) = (controller.clone(), dialog.clone());
        move |()| {
            controller.on_change(Callback::from(move |()| redraw.force_update()));
            controller.load_translation();
            controller.start_inputs();
            shown_digits::restore(&controller);
            listeners::take_launched_files(&controller);
            let requests = listeners::count_requests(&controller);
            let listeners = (listeners::listen(&controller, &dialog), requests, FocusGuard::start());
            browser::announce_mounted();
            move || drop(listeners)
        }
    });
    let state = controller.state();
    use_effect_with((state.run.is_active(), state.run.percent()), |(active, percent)| {
        if let Some(document) = browser::document() {
            document.set_title(&if *active { format!("{percent} % – Matmill") } else { "Matmill".into() });
        }
    });
    state.settings.numbers.apply();
    let on_shortcuts = {
        let dialog = dialog.clone();
        Callback::from(move |_: MouseEvent| shortcuts::open(&dialog))
    };
    let header = use_header(&controller, state.language, on_shortcuts);
    let examples = use_examples_bar(&controller);
    let share = use_share_bar(&controller, &state.share);
    html! {
        <ContextProvider<Writing> context={Writing { language: state.language, numbers: state.settings.numbers }}>
        <div class={classes!("page", (state.drag != DragState::None).then_some("dragging"))}>
            { header }
            <main>
                { examples }
                { operands(&controller, &state) }
                <OperationPicker controller={controller.clone()} operation={state.settings.operation} />
                <RunBar controller={controller.clone()} state={ByPtr::from(state.clone())} />
                { share }
                { result_panel(&controller, &state) }
                { check_card(&controller, &state) }
                <div class="extras">
                    { options(&controller, &state.settings) }
                    <PoolPanel controller={controller.clone()} running={state.run.is_active()} />
                    <Benchmark />
                    { elsewhere_card(&controller, &state) }
                </div>
            </main>
            { footer(state.requests.as_ref()) }
            { update_notice(&controller, state.is_update_ready) }
            { shortcuts::shortcuts(&dialog) }
        </div>
        </ContextProvider<Writing>>
    }
}
