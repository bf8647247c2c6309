//! [`CrossrefClient`]: asks about one work after another.
//!
//! Must not know what an answer means for a site.

use std::io::Read as _;
use std::thread;
use std::time::{Duration, Instant};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ureq::Agent;
use ureq::http::HeaderMap;

use crate::answer::status_of_answer;
use crate::cache::{AnswerCache, StoredAnswer};
use crate::error::CrossrefError;

/// How a client asks.
#[derive(Clone, Debug)]
pub struct ClientSettings {
    /// The address of the service, without a slash at its end.
    pub service: String,
    /// The e-mail address that Crossref can complain to.
    pub mailto: Option<String>,
    /// How long one answer may take.
    pub timeout: Duration,
    /// The shortest time between two requests, also if the service allows more.
    pub pause: Duration,
    /// The longest wait for a service that is busy.
    pub patience: Duration,
}

impl ClientSettings {
    /// The public service of Crossref.
    pub const SERVICE: &str = "https://api.crossref.org";

    /// The settings for a service, with at most five requests in a second.
    pub fn new(service: &str, mailto: Option<String>) -> Self {
        Self {
            service: service.trim_end_matches('/').to_owned(),
            mailto,
            timeout: Duration::from_secs(30),
            pause: Duration::from_millis(200),
            patience: Duration::from_secs(60),
        }
    }
}

/// Asks about one work after another.
#[derive(Debug)]
pub struct CrossrefClient {
    agent: Agent,
    settings: ClientSettings,
    cache: Option<AnswerCache>,
    /// The time between two requests: as the service announces it.
    pause: Duration,
    last: Option<Instant>,
    requests: usize,
}

/// What Crossref says about a DOI.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lookup {
    /// Its record: the JSON of Crossref, reduced to what the status of the work follows from.
    Record(String),
    /// It does not have the DOI. It may be that of another agency, such as DataCite.
    Unknown,
}

/// A record with thousands of references has about 2 MB.
const LONGEST_ANSWER: u64 = 16 * 1024 * 1024;

/// How often a request is tried.
const TRIES: u32 = 4;

/// The first wait for a service that does not say how long; it doubles.
const FIRST_WAIT: Duration = Duration::from_secs(2);

/// What remains as it is in the path of a URL. The slashes of a DOI are part of its name.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl CrossrefClient {
    /// A client. Without a cache, every question is asked.
    pub fn new(settings: ClientSettings, cache: Option<AnswerCache>) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        // A header is ASCII.
        let address = settings.mailto.as_ref().filter(|address| address.is_ascii());
        let user_agent = match address {
            Some(address) => format!("offprint/{version} (mailto:{address})"),
            None => format!("offprint/{version}"),
        };
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(settings.service.starts_with("https://"))
            .timeout_connect(Some(settings.timeout.min(Duration::from_secs(20))))
            .timeout_global(Some(settings.timeout))
            .max_redirects(3)
            .user_agent(user_agent)
            .build()
            .new_agent();
        let pause = settings.pause;
        Self { agent, settings, cache, pause, last: None, requests: 0 }
    }

    /// How many requests were sent.
    pub fn requests(&self) -> usize {
        self.requests
    }

    /// Asks about a DOI, unless the answer is in the cache. Waits before and between requests as long
    /// as the service wants.
    ///
    /// # Errors
    ///
    /// There is no answer, or it is not a record of a work.
    pub fn look_up(&mut self, doi: &str) -> Result<Lookup, CrossrefError> {
        if let Some(known) = self.cache.as_ref().and_then(|cache| cache.get(doi)) {
            return Ok(lookup(known));
        }
        let answer = self.ask(doi)?;
        if let Some(cache) = &self.cache {
            cache.put(doi, &answer);
        }
        Ok(lookup(answer))
    }

    fn ask(&mut self, doi: &str) -> Result<StoredAnswer, CrossrefError> {
        let mut wait = FIRST_WAIT.min(self.settings.patience);
        for attempt in 1.. {
            let error = match self.request(doi) {
                Ok((200, body, _)) => {
                    let record = status_of_answer(&body, doi);
                    return record.map(StoredAnswer::Record).ok_or(CrossrefError::NotARecord);
                }
                Ok((404, ..)) => return Ok(StoredAnswer::Unknown),
                Ok((429 | 503, _, asked)) => {
                    if asked.is_some_and(|asked| asked > self.settings.patience) {
                        return Err(CrossrefError::Busy(asked));
                    }
                    wait = asked.unwrap_or(wait);
                    CrossrefError::Busy(asked)
                }
                Ok((status @ (500 | 502 | 504), ..)) => CrossrefError::Refused(status),
                Ok((status, ..)) => return Err(CrossrefError::Refused(status)),
                // Whoever is offline need not wait long to be told.
                Err(error) if error.ends_all() && attempt < 2 => error,
                Err(error) => return Err(error),
            };
            if attempt == TRIES {
                return Err(error);
            }
            thread::sleep(wait);
            wait = (wait * 2).min(self.settings.patience);
        }
        unreachable!("the loop ends with the last attempt")
    }

    /// One request: the status, the body, and how long the service wants to be left alone.
    fn request(&mut self, doi: &str) -> Result<(u16, Vec<u8>, Option<Duration>), CrossrefError> {
        if let Some(rest) = self.last.and_then(|last| self.pause.checked_sub(last.elapsed())) {
            thread::sleep(rest);
        }
        let name = utf8_percent_encode(doi, UNRESERVED);
        let mut url = format!("{}/works/{name}", self.settings.service);
        if let Some(address) = &self.settings.mailto {
            url.push_str(&format!("?mailto={}", utf8_percent_encode(address, UNRESERVED)));
        }
        self.requests += 1;
        let result = self.agent.get(&url).header("Accept", "application/json").call();
        self.last = Some(Instant::now());
        let response = result.map_err(|error| CrossrefError::Connection(reason_of(&error)))?;
        let status = response.status().as_u16();
        let headers = response.headers();
        if let Some(pause) = announced_pause(headers) {
            self.pause = pause.max(self.settings.pause).min(self.settings.patience);
        }
        let asked = text_of(headers, "retry-after").and_then(|text| text.trim().parse().ok());
        let asked = asked.map(Duration::from_secs);
        let mut body = Vec::new();
        let mut reader = response.into_body().into_reader().take(LONGEST_ANSWER + 1);
        let read = reader.read_to_end(&mut body);
        read.map_err(|error| CrossrefError::Connection(error.kind().to_string()))?;
        match body.len() as u64 > LONGEST_ANSWER {
            true => Err(CrossrefError::TooLong(LONGEST_ANSWER)),
            false => Ok((status, body, asked)),
        }
    }
}

fn lookup(answer: StoredAnswer) -> Lookup {
    match answer {
        StoredAnswer::Record(record) => Lookup::Record(record),
        StoredAnswer::Unknown => Lookup::Unknown,
    }
}

fn text_of<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// The time between two requests from `X-Rate-Limit-Limit: 50` and `X-Rate-Limit-Interval: 1s`. Only
/// half of what is allowed is used: others at the same address ask, too.
fn announced_pause(headers: &HeaderMap) -> Option<Duration> {
    let limit: u32 = text_of(headers, "x-rate-limit-limit")?.trim().parse().ok()?;
    let interval = text_of(headers, "x-rate-limit-interval")?.trim().trim_end_matches('s');
    let interval: u32 = interval.parse().ok().filter(|seconds| *seconds <= 3600)?;
    (limit > 0).then(|| Duration::from_secs(u64::from(interval)) * 2 / limit)
}

fn reason_of(error: &ureq::Error) -> String {
    match error {
        ureq::Error::HostNotFound => "there is no host of this name".to_owned(),
        ureq::Error::Timeout(_) => "it does not answer in time".to_owned(),
        ureq::Error::Io(error) => error.kind().to_string(),
        ureq::Error::Rustls(error) => format!("its certificate or protocol is refused ({error})"),
        _ => "the connection failed".to_owned(),
    }
}
