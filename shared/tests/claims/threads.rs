//! The code itself, on threads that stop at random and are declared lost, some of them wrongly.

use shared::DType;
use shared::certificate::{Norms, Verification};
use shared::claims::{
    ClaimableTiles, NextStep, PROGRESS, SIGNAL, TableLayout, TableOwner, TileRecord, TileState, Words, table_words,
};
use shared::kernel::{Algorithm, Dims};
use shared::protocol::{TileReport, TileTimings};
use shared::random::SplitMix64;
use shared::tiling::{Plan, TilingParams, plan};
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

struct Table {
    words: Vec<AtomicI32>,
    lock: Mutex<()>,
    changed: Condvar,
}

impl Table {
    fn new(plan: &Plan) -> Self {
        let words = table_words(plan).into_iter().map(AtomicI32::new).collect();
        Self { words, lock: Mutex::new(()), changed: Condvar::new() }
    }

    fn sleep(&self, signal: i32) {
        let guard = self.lock.lock().unwrap();
        // Nothing but a notification ends it: a lost one fails the test after a while.
        let (_guard, timeout) =
            self.changed.wait_timeout_while(guard, Duration::from_secs(60), |()| self.load(SIGNAL) == signal).unwrap();
        assert!(!timeout.timed_out(), "nobody woke a sleeper");
    }
}

impl Words for Table {
    fn load(&self, index: usize) -> i32 {
        self.words[index].load(Ordering::SeqCst)
    }
    fn exchange(&self, index: usize, expected: i32, new: i32) -> bool {
        self.words[index].compare_exchange(expected, new, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
    fn store(&self, index: usize, value: i32) {
        self.words[index].store(value, Ordering::SeqCst);
    }
    fn bump(&self, index: usize) {
        let _guard = self.lock.lock().unwrap();
        self.words[index].fetch_add(1, Ordering::SeqCst);
        self.changed.notify_all();
    }
    fn copy(&self, from: usize, target: &mut [i32]) {
        (from..).zip(target).for_each(|(index, word)| *word = self.load(index));
    }
}

/// A worker that stops after some tiles, with a claim or without.
struct Fate {
    tiles: usize,
    with_claim: bool,
}

fn work(table: &Table, dims: Dims, (turn, slot): (u32, u32), fate: &Fate, computed: &[AtomicU32]) {
    let mut tiles = ClaimableTiles::read(table, table.words.len(), dims).unwrap();
    let (mut resident, mut count) = (None, 0);
    loop {
        match tiles.next_step(table, turn, slot, resident) {
            NextStep::Compute(tile) => {
                if count == fate.tiles && fate.with_claim {
                    return;
                }
                computed[tile as usize].fetch_add(1, Ordering::SeqCst);
                resident = tiles.tile(tile).map(|tile| tile.block);
                tiles.finish(table, tile, turn);
                count += 1;
                if count == fate.tiles && !fate.with_claim {
                    return;
                }
            }
            NextStep::Sleep(signal) => table.sleep(signal),
            NextStep::End => return,
        }
    }
}

#[test]
fn every_tile_is_done_although_workers_are_lost() {
    for seed in 0..200 {
        let mut random = SplitMix64::new(seed);
        let mut below = |most: usize| random.below(most);
        let dims = Dims::new(1 + below(900), 1 + below(40), 1 + below(900));
        let params = TilingParams {
            workers: 1 + below(6),
            tile_operations: 1e5,
            dtype: DType::F64,
            algorithm: Algorithm::Classical,
        };
        let plan = plan(dims, params);
        let table = Table::new(&plan);
        let owner = TableOwner::new(&plan);
        let computed: Vec<AtomicU32> = plan.tiles.iter().map(|_| AtomicU32::new(0)).collect();
        let mut fates: Vec<Fate> = (0..4).map(|_| Fate { tiles: below(4), with_claim: below(2) == 0 }).collect();
        fates.push(Fate { tiles: usize::MAX, with_claim: false });
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..)
                .zip(&fates)
                .map(|(turn, fate)| {
                    (
                        turn,
                        scope.spawn({
                            let (table, computed) = (&table, &computed[..]);
                            move || work(table, dims, (turn, turn), fate, computed)
                        }),
                    )
                })
                .collect();
            let mut states = Vec::new();
            // The page: who is gone has lost what it had claimed, and the second is thought to be gone at once.
            loop {
                owner.read_states(&table, &mut states);
                if states.iter().all(|&state| TileState::of_word(state) == TileState::Done) {
                    break;
                }
                for (turn, thread) in &threads {
                    if thread.is_finished() || *turn == 1 {
                        owner.end_turn(&table, *turn, *turn);
                        for (tile, _) in (0..)
                            .zip(&states)
                            .filter(|(_, state)| TileState::of_word(**state) == TileState::Claimed(*turn))
                        {
                            owner.release(&table, tile, *turn);
                        }
                    }
                }
                std::thread::yield_now();
            }
            owner.end_all(&table);
        });
        let count = table.load(PROGRESS) as usize;
        assert_eq!(count, plan.tiles.len() + 1, "seed {seed}: every tile is counted once, and the end");
        assert!(computed.iter().all(|count| count.load(Ordering::SeqCst) > 0), "seed {seed}");
    }
}

#[test]
fn a_table_holds_its_plan_and_no_other_is_accepted() {
    let dims = Dims::new(700, 300, 900);
    let params = TilingParams { workers: 3, tile_operations: 1e7, dtype: DType::F32, algorithm: Algorithm::Classical };
    let plan = plan(dims, params);
    let table = Table::new(&plan);
    let tiles = ClaimableTiles::read(&table, table.words.len(), dims).unwrap();
    assert_eq!(tiles.len(), plan.tiles.len());
    for (id, tile) in (0..).zip(&plan.tiles) {
        assert_eq!(tiles.tile(id), Some(tile));
    }
    assert_eq!(TableLayout::of(&plan).words(), table.words.len());
    let refused = |length: usize, dims: Dims| ClaimableTiles::read(&table, length, dims).is_none();
    assert!(refused(10, dims) && refused(table.words.len() - 2, dims), "too short");
    assert!(refused(table.words.len(), Dims::new(699, 300, 900)), "rows that do not exist");
    assert!(refused(table.words.len(), Dims::new(700, 300, 899)), "columns that do not exist");
    for index in 2..4 {
        for value in [-1, i32::MAX, i32::MIN, 1 << 20] {
            let table = Table::new(&plan);
            table.store(index, value);
            assert!(ClaimableTiles::read(&table, table.words.len(), dims).is_none_or(|tiles| tiles.is_empty()));
        }
    }
}

#[test]
fn a_record_is_read_as_it_was_written() {
    let norms = Norms { max_abs: 3.5, max_norm1: f64::INFINITY, max_norm2: 1e-300, integers: false, finite: true };
    for verification in [Verification::Skipped, Verification::Passed, Verification::Failed, Verification::Undecided] {
        for (a, b) in [(norms, Norms::EMPTY), (Norms::EMPTY, norms)] {
            let record = TileRecord {
                turn: u32::MAX - 1,
                from: 1.7e12,
                to: 1.7e12 + 0.125,
                report: TileReport { a, b, verification },
                timings: TileTimings { wait: 1.0, copy: 2.0, pack: 3.0, compute: 4.0, certify: 5.0 },
            };
            assert_eq!(TileRecord::of_numbers(&record.to_numbers()), record);
        }
    }
}
