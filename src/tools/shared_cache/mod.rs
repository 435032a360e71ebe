//! Opens the cache that machines share: a folder (`folder_place`), or an object store (`store_place`), by the clients of publishing.

mod folder_place;
mod store_place;

use std::path::Path;
use std::sync::Arc;

use crate::base::{CacheAccess, CachePlace, SharedCache};
use crate::config::{SharedCacheLocation, SharedCacheSettings};
use crate::tools::publish::StoreOptions;

use folder_place::CacheFolder;
use store_place::StorePlace;

/// The shared cache of a site in a folder. It asks nobody before the first object is wanted.
pub fn open(settings: &SharedCacheSettings, site: &Path, access: CacheAccess) -> Arc<SharedCache> {
    let place: Box<dyn CachePlace> = match &settings.location {
        SharedCacheLocation::Folder(path) => Box::new(CacheFolder::new(site.join(path))),
        SharedCacheLocation::Store(store) => Box::new(StorePlace::new(StoreOptions {
            url: store.url.clone(),
            endpoint: store.endpoint.clone(),
            region: store.region.clone(),
            cache_pages: 0,
            cache_files: 0,
        })),
    };
    Arc::new(SharedCache::new(place, access, &settings.shown, settings.place.clone()))
}
