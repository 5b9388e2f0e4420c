// __no_storage_manager = true: as in older Safari.
if (globalThis.__no_storage_manager) Object.defineProperty(Object.getPrototypeOf(navigator), "storage", { get() { return undefined; } });
else { StorageManager.prototype.persist = async () => false; StorageManager.prototype.persisted = async () => false; }
