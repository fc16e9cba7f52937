//! The engine on the main thread: the workers' own module, instantiated once more by the page.
//!
//! For jobs too small to be felt, and for pages on which no worker can be started. The same code computes here and
//! there, so the bits are the same. Refuses to cut a job into short pieces; its caller does.

use super::job::Certificate;
use super::kit::Kit;
use crate::operand::Elements;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint32Array};
use shared::kernel::portable::Portable;
use shared::kernel::{Algorithm, Dims, Kernel};
use shared::protocol::ProductSpec;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::kernels::{KernelPair, Kernels};
use worker::wire::{self, Request, Response};
use worker::workbench::Workbench;

#[wasm_bindgen(inline_js = "export function import_module(url) { return import(url); }")]
extern "C" {
    /// The language's `import()`, which is syntax and so has no binding.
    fn import_module(url: &str) -> Promise;
}

/// The workers' table of work, on this thread. Cheap to clone.
#[derive(Clone)]
pub struct Local(Table);

#[derive(Clone)]
enum Table {
    /// In the workers' module.
    Module { bench: JsValue, handle: Function, product: Function },
    /// In this one, without SIMD: for want of the workers' module. Its bits are those of the simd128 kernel.
    Portable(Rc<RefCell<Workbench>>),
}

impl Local {
    /// The plain loops, which need no file.
    pub fn portable() -> Self {
        let pair = KernelPair { f32: &Portable::<false>, f64: &Portable::<false> };
        Self(Table::Portable(Rc::new(RefCell::new(Workbench::new(Kernels {
            simd128: pair,
            relaxed: None,
            limits: None,
        })))))
    }

    /// Whether this is the workers' module.
    pub fn has_simd(&self) -> bool {
        matches!(self.0, Table::Module { .. })
    }

    /// Instantiates the kit's module.
    ///
    /// # Errors
    /// A sentence with what the browser said.
    pub async fn start(kit: &Kit) -> Result<Self, String> {
        let start = async {
            let glue = JsFuture::from(import_module(&kit.glue)).await?;
            let init: Function = Reflect::get(&glue, &"default".into())?.dyn_into()?;
            let options = Object::new();
            Reflect::set(&options, &"module_or_path".into(), &kit.module)?;
            JsFuture::from(init.call1(&JsValue::UNDEFINED, &options)?.dyn_into::<Promise>()?).await?;
            let class = Reflect::get(&glue, &"LocalBench".into())?;
            let create: Function = Reflect::get(&class, &"create".into())?.dyn_into()?;
            let bench = create.call0(&class)?;
            let handle: Function = Reflect::get(&bench, &"handle".into())?.dyn_into()?;
            let product: Function = Reflect::get(&bench, &"product".into())?.dyn_into()?;
            Ok(Self(Table::Module { bench, handle, product }))
        };
        start.await.map_err(|error: JsValue| format!("the engine could not be started on this page ({error:?})"))
    }

    /// Does what `request` asks, now.
    ///
    /// # Errors
    /// A sentence, when the module trapped (out of memory, in all likelihood).
    pub fn handle(&self, request: Request) -> Result<Vec<Response>, String> {
        match &self.0 {
            Table::Module { bench, handle, .. } => {
                let call = || -> Result<Vec<Response>, JsValue> {
                    let responses: Array = handle.call1(bench, &wire::encode(&request)?)?.dyn_into()?;
                    responses.iter().map(|response| Ok(wire::decode(&response)?)).collect()
                };
                call().map_err(|error| format!("the engine failed ({error:?}); reload the page"))
            }
            Table::Portable(bench) => {
                let mut responses = Vec::new();
                bench.borrow_mut().handle(request, &mut |response| responses.push(response));
                Ok(responses)
            }
        }
    }

    /// A product in one call, without messages, or `None` where that is not to be had. For small ones only: it takes
    /// as long as it takes.
    ///
    /// # Errors
    /// As [`Local::handle`].
    pub fn product(
        &self,
        spec: &ProductSpec,
        a: &Elements,
        b: &Elements,
    ) -> Result<Option<(Elements, Certificate)>, String> {
        let Table::Module { bench, product, .. } = &self.0 else { return Ok(None) };
        let Dims { m, k, n } = spec.dims;
        let sizes = Uint32Array::from(&[m as u32, k as u32, n as u32][..]);
        let seed = spec.verify.map_or(JsValue::UNDEFINED, |seed| (seed as f64).into());
        let arguments = Array::new();
        arguments.push(&(spec.kernel == Kernel::Relaxed).into());
        arguments.push(&(spec.algorithm == Algorithm::Strassen).into());
        arguments.push(&sizes);
        arguments.push(a.as_js());
        arguments.push(b.as_js());
        arguments.push(&seed);
        let answer = product.apply(bench, &arguments).and_then(JsValue::dyn_into::<Array>);
        let answer = answer.map_err(|error| format!("the engine failed ({error:?}); reload the page"))?;
        let c = Elements::from_js(&answer.get(0)).filter(|c| c.len() as usize == m * n);
        let certificate = Certificate {
            exact: answer.get(1).is_truthy(),
            error_bound: answer.get(2).as_f64().unwrap_or(f64::INFINITY),
            verified: answer.get(3).as_bool(),
        };
        Ok(c.map(|c| (c, certificate)))
    }
}
