//! Requests to the public internet only: a host name that others wrote may lead to this machine or to a private network, and to another
//! address at each request.

use std::fmt;
use std::io;

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::url_scope::{Scope, scope_of_address};

/// The reason for which there is no request: the host is on this machine or in a private network.
#[derive(Debug)]
pub(super) struct PrivateNetwork;

impl fmt::Display for PrivateNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the host is in a private network")
    }
}

impl std::error::Error for PrivateNetwork {}

/// Finds the addresses of hosts, and gives those that are public. The connection is made to one of them, so the check holds for it.
#[derive(Debug, Default)]
pub(super) struct PublicResolver(DefaultResolver);

impl Resolver for PublicResolver {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let all = self.0.resolve(uri, config, timeout)?;
        // The proxy of the environment may be anywhere: it decides by itself where it connects to.
        if config.proxy().is_some_and(|proxy| proxy.uri().authority() == uri.authority()) {
            return Ok(all);
        }
        let mut public = self.empty();
        for address in all.iter().filter(|address| scope_of_address(address.ip()) == Scope::Public) {
            public.push(*address);
        }
        if public.is_empty() { Err(Error::Io(io::Error::other(PrivateNetwork))) } else { Ok(public) }
    }
}
