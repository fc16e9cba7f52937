//! Lays out the page.

use crate::view::benchmark::card::Benchmark;
use crate::view::check::check_card::CheckCard;
use crate::view::controller::Controller;
use crate::view::elsewhere::elsewhere_card::elsewhere_card;
use crate::view::examples::examples_bar::ExamplesBar;
use crate::view::footer::footer;
use crate::view::header::Header;
use crate::view::listeners;
use crate::view::map::map_context::MapContext;
use crate::view::operand::operands::operands;
use crate::view::operation::operation_picker::OperationPicker;
use crate::view::platform::browser;
use crate::view::platform::focus::FocusGuard;
use crate::view::pool::pool_panel::PoolPanel;
use crate::view::result::number::NumberStyle;
use crate::view::result::result_panel::ResultPanel;
use crate::view::run::options::Options;
use crate::view::run::run_bar::RunBar;
use crate::view::run::shown_digits;
use crate::view::share::share_bar::ShareBar;
use crate::view::shortcuts::{self, Shortcuts};
use crate::view::state::action::DragState;
use crate::view::state::operation::Operation;
use crate::view::state::slot::OperandSide;
use crate::view::text::language::Language;
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
        Callback::from(move |()| shortcuts::open(&dialog))
    };
    html! {
        <ContextProvider<Language> context={state.language}>
        <ContextProvider<NumberStyle> context={state.settings.numbers}>
        <ContextProvider<MapContext> context={MapContext::of(&state)}>
        <ContextProvider<Operation> context={state.settings.operation}>
        <div class={classes!("page", (state.drag != DragState::None).then_some("dragging"))}>
            <Header controller={controller.clone()} language={state.language} {on_shortcuts} />
            <main>
                <ExamplesBar controller={controller.clone()} />
                { operands(&controller, &state) }
                <OperationPicker controller={controller.clone()} operation={state.settings.operation} />
                <RunBar
                    controller={controller.clone()}
                    run={state.run}
                    was_seen={state.tiles.is_some() && !state.is_earlier}
                    shapes={OperandSide::ALL.map(|side| state.slot(side).shape())}
                    operands={OperandSide::ALL.map(|side| state.slot(side).ready().map(|matrix| matrix.loaded.clone()))}
                    settings={state.settings}
                    newest={state.product.clone()}
                    error={state.error.clone().map(AttrValue::from)}
                    is_too_large={state.is_too_large && state.settings.operation.is_plain()}
                    status={state.status.clone().map(AttrValue::from)}
                />
                <ShareBar controller={controller.clone()} share={state.share.clone()} />
                <ResultPanel
                    controller={controller.clone()}
                    shown={state.product.clone()}
                    is_stale={state.is_stale()}
                    is_earlier={state.is_earlier}
                    focused={state.focused}
                    run={state.run}
                    live={state.live.clone()}
                    tiles={state.tiles.clone()}
                    export={state.export()}
                />
                <CheckCard
                    controller={controller.clone()}
                    slots={state.slots.clone()}
                    check={state.check.clone()}
                    is_drop_target={state.drag == DragState::OverOperand(OperandSide::C)}
                />
                <div class="extras">
                    <Options controller={controller.clone()} settings={state.settings} />
                    <PoolPanel controller={controller.clone()} running={state.run.is_active()} />
                    <Benchmark />
                    { elsewhere_card(&controller, &state) }
                </div>
            </main>
            { footer(state.requests.as_ref()) }
            { update_notice(&controller, state.is_update_ready) }
            <Shortcuts node={dialog} />
        </div>
        </ContextProvider<Operation>>
        </ContextProvider<MapContext>>
        </ContextProvider<NumberStyle>>
        </ContextProvider<Language>>
    }
}
