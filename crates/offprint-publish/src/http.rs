//! [`HttpClient`]: requests with timeouts and retries, and what their failures mean.

use std::io::Read;
use std::time::Duration;

use ureq::Agent;
use ureq::http::Response;

use crate::error::{ErrorKind, PublishError};

/// How long a response may be.
const MAX_RESPONSE: u64 = 256 * 1024 * 1024;

/// How often a request is tried.
const TRIES: u32 = 4;

/// A client for HTTP.
#[derive(Clone, Debug)]
pub struct HttpClient {
    agent: Agent,
    /// The first pause before a request is tried again; it doubles.
    pause: Duration,
}

/// A request.
#[derive(Clone, Debug)]
pub struct HttpRequest<'r> {
    /// `GET`, `PUT`, `POST` or `DELETE`.
    pub method: &'r str,
    /// The URL.
    pub url: &'r str,
    /// Further headers.
    pub headers: Vec<(&'r str, String)>,
    /// What is sent.
    pub body: &'r [u8],
}

/// A response.
#[derive(Clone, Debug)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The header `ETag`.
    pub etag: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpClient {
    /// A client that waits at most `seconds` for a response.
    pub fn new(seconds: u64) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(Duration::from_secs(seconds.min(20))))
            .timeout_recv_response(Some(Duration::from_secs(seconds)))
            .timeout_recv_body(Some(Duration::from_secs(seconds * 5)))
            .timeout_send_body(Some(Duration::from_secs(seconds * 20)))
            .max_idle_connections_per_host(32)
            .max_redirects(3)
            .user_agent(concat!("offprint/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        Self { agent, pause: Duration::from_millis(300) }
    }

    /// Sends a request; again, if the server is busy or the connection is lost.
    ///
    /// # Errors
    ///
    /// There is no response. A response with an error is none.
    pub fn send(&self, request: &HttpRequest<'_>) -> Result<HttpResponse, PublishError> {
        let mut pause = self.pause;
        for attempt in 1.. {
            let result = self.send_once(request);
            let is_passing = match &result {
                Ok(response) => matches!(response.status, 429 | 500 | 502 | 503 | 504),
                Err(_) => true,
            };
            if !is_passing || attempt == TRIES {
                return result;
            }
            std::thread::sleep(pause);
            pause *= 2;
        }
        unreachable!("the loop ends with the last attempt")
    }

    /// Sends a request once.
    ///
    /// # Errors
    ///
    /// There is no response.
    pub fn send_once(&self, request: &HttpRequest<'_>) -> Result<HttpResponse, PublishError> {
        let mut builder = ureq::http::Request::builder().method(request.method).uri(request.url);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        let host = host_of(request.url);
        let lost = |reason: String| {
            PublishError::new(
                ErrorKind::Connection,
                format!("`{host}` cannot be reached: {reason}"),
            )
            .help("publish again: it continues where it stopped")
        };
        // The reason must not contain the URL: a signature is in it.
        let built =
            builder.body(request.body).map_err(|_| lost("the URL is not valid".to_owned()))?;
        let response = self.agent.run(built).map_err(|error| lost(reason_of(&error)))?;
        read_response(response).map_err(|error| lost(error.kind().to_string()))
    }
}

fn read_response(response: Response<ureq::Body>) -> std::io::Result<HttpResponse> {
    let status = response.status().as_u16();
    let etag = response
        .headers()
        .get("etag")
        .and_then(|value| value.to_str().ok())
        .map(|tag| tag.trim_start_matches("W/").trim_matches('"').to_owned());
    let mut body = Vec::new();
    response.into_body().into_reader().take(MAX_RESPONSE).read_to_end(&mut body)?;
    Ok(HttpResponse { status, etag, body })
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

/// The host of a URL, for messages.
pub fn host_of(url: &str) -> String {
    url::Url::parse(url)
        .ok()
        .and_then(|url| Some(url.host_str()?.to_owned()))
        .unwrap_or_else(|| "the server".to_owned())
}
