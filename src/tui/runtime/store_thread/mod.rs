//! The store thread: owns the only writing connection and carries out effects in order; of queued
//! reads that replace one another only the latest is done.

mod acts;
mod card;
pub(super) mod files;
mod settings;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use self::acts::Act;
use super::bulletin;
use super::guard::PanicGuard;
use crate::app::today::{receipt_trend, today_figures};
use crate::domain::directory::staff::Staff;
use crate::domain::letter::LetterId;
use crate::domain::letter::draft::Draft;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::{AccessScope, Filter, ListView, PageCursor};
use crate::domain::time::Timestamp;
use crate::platform::exchange::Exchange;
use crate::store::change::drafts::DraftSaved;
use crate::store::{Store, StoreError};
use crate::tui::effect::StoreRequest;
use crate::tui::message::Message;
use crate::tui::message::StoreReply;
use crate::tui::state::list::ListPage;
use crate::tui::state::reply::REPLY_PURPOSE;

/// Maximum number of letters that a picker offers.
const MAX_FOUND: usize = 20;

/// The worker of the store thread: the store, and the person who works in it.
pub(crate) struct StoreWorker {
    store: Store,
    who: Staff,
    stop: Arc<AtomicBool>,
    /// `PRAGMA data_version` of this connection: commits of other connections change it, its own do
    /// not.
    data_version: i64,
    /// In a session over SSH or sudo, the only folders that it may touch.
    exchange: Option<Exchange>,
    /// Letter whose reply has a conflict between two windows of this person: it is not recorded
    /// before they have chosen.
    conflicted_reply: Option<LetterId>,
    /// Restricted letter that is open: it stays open until another letter is shown.
    opened_letter: Option<LetterId>,
}

/// Handle of the store thread.
pub(crate) struct StoreThread {
    tx: Sender<(StoreRequest, Timestamp)>,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl StoreThread {
    /// Stops an import after the current letter.
    pub(crate) fn stop_import(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Reports whether the thread has ended, after which nothing is answered.
    pub(crate) fn is_gone(&self) -> bool {
        self.thread.is_finished()
    }

    /// Queues a request. Returns whether the thread accepted it.
    pub(crate) fn send(&self, request: StoreRequest, now: Timestamp) -> bool {
        if matches!(request, StoreRequest::Import { .. }) {
            self.stop.store(false, Ordering::Relaxed);
        }
        self.tx.send((request, now)).is_ok()
    }

    /// Stops a running import, waits until everything queued is done, and joins the thread.
    pub(crate) fn finish(self) {
        self.stop.store(true, Ordering::Relaxed);
        drop(self.tx);
        // A panic was already printed by the hook; the program ends either way.
        let _ = self.thread.join();
    }
}

impl StoreWorker {
    /// Creates the worker of a member of staff.
    pub(crate) fn new(store: Store, who: Staff, exchange: Option<Exchange>) -> StoreWorker {
        let others = store.data_version().unwrap_or_default();
        StoreWorker {
            store,
            who,
            stop: Arc::new(AtomicBool::new(false)),
            data_version: others,
            exchange,
            opened_letter: None,
            conflicted_reply: None,
        }
    }

    /// Starts the thread. Replies go to `answers`, and after each request an end marker.
    pub(crate) fn spawn_thread(mut self, answers: Sender<Message>) -> StoreThread {
        let (tx, rx) = channel();
        let stop = self.stop.clone();
        let thread = std::thread::spawn(move || {
            let _guard = PanicGuard(answers.clone());
            self.serve_requests(&rx, &answers);
        });
        StoreThread { tx, stop, thread }
    }

    fn serve_requests(
        &mut self,
        rx: &Receiver<(StoreRequest, Timestamp)>,
        answers: &Sender<Message>,
    ) {
        while let Ok(first) = rx.recv() {
            let mut waiting: Vec<_> = std::iter::once(first).chain(rx.try_iter()).collect();
            let mut skipped = 0;
            // Walks the queue backwards: a request that a later one replaces is skipped, but still
            // acknowledged.
            let mut kept = Vec::with_capacity(waiting.len());
            while let Some((request, now)) = waiting.pop() {
                if kept
                    .iter()
                    .any(|(later, _)| replaces_earlier(later, &request))
                {
                    skipped += 1;
                } else {
                    kept.push((request, now));
                }
            }
            for (request, now) in kept.into_iter().rev() {
                if let StoreRequest::Import { path, map, dry } = request {
                    self.import_files(path, &map, dry, now, answers);
                } else {
                    for message in self.carry_out(request, now) {
                        if answers.send(message).is_err() {
                            return;
                        }
                    }
                }
                if answers.send(Message::Store(StoreReply::Answered)).is_err() {
                    return;
                }
            }
            for _ in 0..skipped {
                if answers.send(Message::Store(StoreReply::Answered)).is_err() {
                    return;
                }
            }
        }
    }

    /// Carries out a request on the current thread. Returns the replies; an error becomes a
    /// message.
    pub(crate) fn carry_out(&mut self, request: StoreRequest, now: Timestamp) -> Vec<Message> {
        match self.handle_request(request, now) {
            Ok(messages) => messages,
            Err(error) => vec![Message::Store(StoreReply::Failed(error.to_string()))],
        }
    }

    fn handle_request(
        &mut self,
        request: StoreRequest,
        now: Timestamp,
    ) -> Result<Vec<Message>, StoreError> {
        self.store.reopen_if_writable()?;
        Ok(match request {
            StoreRequest::Refresh => {
                let (seq, in_force) = (
                    self.store.office().seq,
                    self.store.office().regulation.id.clone(),
                );
                self.store.refresh()?;
                match self.store.office().staff(&self.who.id) {
                    // The person's role may have changed, and with it their access.
                    Some(who) => self.who = who.clone(),
                    // No longer a member of staff: the screen notices it in the new office, and
                    // ends.
                    None => {
                        return Ok(vec![Message::Store(StoreReply::Office(Box::new(
                            self.store.office().clone(),
                        )))]);
                    }
                }
                self.store.set_now(now);
                let reads_only = self.store.read_only_reason().is_some();
                let lapsed = if reads_only {
                    Vec::new()
                } else {
                    self.store.expire_waiting(&self.who, now)?
                };
                let office = self.store.office();
                let changed = office.seq != seq || office.regulation.id != in_force;
                let changed =
                    changed.then(|| Message::Store(StoreReply::Office(Box::new(office.clone()))));
                let counts = Message::Store(StoreReply::Counts(
                    self.store.queue_counts(now, &self.access_scope())?,
                ));
                let lapsed =
                    (!lapsed.is_empty()).then(|| Message::Store(StoreReply::Lapsed(lapsed.len())));
                changed.into_iter().chain([counts]).chain(lapsed).collect()
            }
            StoreRequest::Load(queue, view, from, limit) => {
                let filter = self.filter(*view);
                let rows = self.store.page(queue, &filter, from, limit, now)?;
                let whole = !filter.view.is_narrowed() && filter.scope.unit.is_none();
                let first = rows.first().filter(|_| whole && from.has_unknown_offset());
                let order = filter.view.order;
                let before = match first {
                    Some(row) => {
                        let place = (row.key, row.id);
                        Some(self.store.count_before(queue, place, order, now)?)
                    }
                    None => None,
                };
                let before = before.and_then(|n| usize::try_from(n).ok());
                vec![Message::Store(StoreReply::Page(ListPage {
                    queue,
                    view: filter.view,
                    from,
                    limit,
                    rows,
                    rows_before: before,
                }))]
            }
            StoreRequest::Open(id) => {
                self.opened_letter = self.opened_letter.filter(|opened| *opened == id);
                vec![Message::Store(StoreReply::Card(Box::new(
                    self.load_card(id)?,
                )))]
            }
            StoreRequest::Read(id) => {
                self.store.read(id, &self.who, now)?;
                self.opened_letter = Some(id);
                vec![Message::Store(StoreReply::Card(Box::new(
                    self.load_card(id)?,
                )))]
            }
            StoreRequest::Locate(id, orders) => {
                let mut found = self.store.summaries(&[id], &self.access_scope())?;
                let queue = found.pop().map(|row| row.stage.queue());
                let order = orders.into_iter().find(|(of, _)| Some(*of) == queue);
                let order = order.map(|(_, order)| order).unwrap_or_default();
                let key = match queue {
                    Some(queue) => self.store.queue_key(queue, order, id)?,
                    None => None,
                };
                let place = queue.zip(key);
                place
                    .map(|(queue, key)| Message::Store(StoreReply::Located(queue, key, id)))
                    .into_iter()
                    .collect()
            }
            StoreRequest::Find(text) => {
                let filter = self.filter(ListView {
                    text: text.clone(),
                    ..ListView::default()
                });
                let mut rows =
                    self.store
                        .page(Queue::All, &filter, PageCursor::End, MAX_FOUND, now)?;
                rows.reverse();
                // An exact match of a letter's number comes first; the leading zero keeps it from
                // being read as an intake id.
                if text.bytes().all(|byte| byte.is_ascii_digit())
                    && let Ok(id) = self.store.find_letter(&format!("0{text}"))
                {
                    rows.retain(|row| row.id != id);
                    rows.splice(0..0, self.store.summaries(&[id], &filter.scope)?);
                }
                vec![Message::Store(StoreReply::Found(text, rows))]
            }
            StoreRequest::Perform {
                verb,
                jobs,
                actions,
                draft,
                files,
                given_time,
            } => {
                let act = Act {
                    verb,
                    jobs,
                    actions,
                    draft,
                    files,
                    given_time,
                };
                self.perform(act, now)?
            }
            StoreRequest::SaveDraft(letter, purpose, draft) => {
                let Draft { saved_at, .. } = draft;
                let saved = self
                    .store
                    .save_draft(letter, &purpose, &self.who.id, &draft)?;
                if purpose == REPLY_PURPOSE {
                    self.conflicted_reply =
                        Some(letter).filter(|_| saved != DraftSaved::AsDraft(None));
                }
                match saved {
                    DraftSaved::AsDraft(None) => {
                        vec![Message::Store(StoreReply::Saved(letter, purpose, saved_at))]
                    }
                    DraftSaved::AsDraft(Some(other)) | DraftSaved::AsConflict(other) => {
                        let other_draft =
                            Message::Store(StoreReply::OtherDraft(letter, purpose.clone(), other));
                        vec![
                            Message::Store(StoreReply::Saved(letter, purpose, saved_at)),
                            other_draft,
                        ]
                    }
                }
            }
            StoreRequest::DropDraft(letter, kept) => {
                self.store.drop_draft(letter, &kept, &self.who.id)?;
                Vec::new()
            }
            StoreRequest::DropOtherDraft(letter, purpose, session) => {
                self.store.drop_draft_conflict(
                    letter,
                    &purpose,
                    &self.who.id,
                    session.as_deref(),
                )?;
                Vec::new()
            }
            StoreRequest::LoadDraft(letter, purpose) => {
                let drafts = self.store.drafts(letter, &purpose, &self.who.id)?;
                vec![Message::Store(StoreReply::Drafts(letter, purpose, drafts))]
            }
            StoreRequest::Today => {
                let figures = today_figures(&self.store, &self.who, now)?;
                let trend = receipt_trend(&self.store, &self.who, now)?;
                vec![Message::Store(StoreReply::Today(figures, trend))]
            }
            StoreRequest::Bulletin(period) => {
                bulletin::compute_report(&self.store, period, &self.who, now)?
            }
            StoreRequest::PublishBulletin(period) => {
                bulletin::publish_report(&mut self.store, period, &self.who, now)?
            }
            StoreRequest::BulletinText(period, edited) => {
                bulletin::read_text(&self.store, (period, edited), &self.who, now)?
            }
            StoreRequest::EditBulletin {
                period,
                text,
                base,
                draft,
            } => {
                let edited = (period, text.as_str(), base.as_str());
                bulletin::record_text(&mut self.store, edited, &draft, &self.who, now)?
            }
            StoreRequest::Settings(request) => settings::carry_out(
                &mut self.store,
                request,
                self.exchange.as_ref(),
                &self.who,
                now,
            ),
            StoreRequest::Letters(title, ids) => {
                bulletin::list_letters(&self.store, title, ids, &self.who)?
            }
            StoreRequest::Show(id) => bulletin::show_letter(&self.store, id, &self.who)?,
            StoreRequest::History(id)
                if self.who.is_liaison_only() || !self.store.may_read(id, &self.who)? =>
            {
                Vec::new()
            }
            StoreRequest::History(id) => {
                vec![Message::Store(StoreReply::History(
                    id,
                    self.store.history_for(id, &self.who)?,
                ))]
            }
            StoreRequest::Receive(letter, files) => self.receive_letter(*letter, files, now)?,
            StoreRequest::LookForOthers => {
                let version = self.store.data_version()?;
                let others = std::mem::replace(&mut self.data_version, version) != version;
                if others {
                    vec![Message::Store(StoreReply::OthersCommitted)]
                } else {
                    Vec::new()
                }
            }
            StoreRequest::Look(path) => {
                vec![Message::Store(StoreReply::Look(self.preview_path(path)))]
            }
            StoreRequest::ListFolder(folder) => {
                let entries = files::list_folder(&folder, self.exchange.as_ref());
                vec![Message::Store(StoreReply::Folder(folder, entries))]
            }
            StoreRequest::ShowAttachment(letter, position) => {
                vec![self.show_attachment(letter, position)?]
            }
            StoreRequest::SaveAttachment(letter, position, path) => {
                vec![self.save_attachment(letter, position, &path, now)?]
            }
            StoreRequest::SavePaper(letter, paper, path) => {
                vec![self.save_paper(letter, paper, &path, now)]
            }
            StoreRequest::ExportTable(request, path) => {
                vec![self.export_table(request, &path, now)]
            }
            StoreRequest::SaveText(letter, text, path) => {
                vec![self.save_text(letter, &text, &path)?]
            }
            StoreRequest::Prefer(name, value) => {
                self.store.set_preference(&self.who.id, name, &value)?;
                Vec::new()
            }
            // An import is run by the loop of this thread, and stopped by a flag.
            StoreRequest::Import { .. } | StoreRequest::StopImport => Vec::new(),
        })
    }

    /// Returns the filter of a list for this person.
    fn filter(&self, view: ListView) -> Filter {
        Filter {
            view,
            reader: self.who.id.clone(),
            scope: self.access_scope(),
            ..Filter::default()
        }
    }

    fn access_scope(&self) -> AccessScope {
        AccessScope::for_staff(&self.who)
    }
}

/// Reports whether a later request makes an earlier one redundant.
fn replaces_earlier(later: &StoreRequest, earlier: &StoreRequest) -> bool {
    match (later, earlier) {
        (StoreRequest::Open(_), StoreRequest::Open(_))
        | (StoreRequest::Refresh, StoreRequest::Refresh)
        | (StoreRequest::Find(_), StoreRequest::Find(_))
        | (StoreRequest::ListFolder(_), StoreRequest::ListFolder(_)) => true,
        (StoreRequest::Bulletin(_), StoreRequest::Bulletin(_)) => true,
        // A page from the start replaces the whole window of the list.
        (StoreRequest::Load(later, _, PageCursor::Start, _), StoreRequest::Load(earlier, ..)) => {
            later == earlier
        }
        (StoreRequest::SaveDraft(later, purpose, _), StoreRequest::SaveDraft(earlier, same, _)) => {
            later == earlier && purpose == same
        }
        (_, _) => false,
    }
}
