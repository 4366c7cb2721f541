/** Bundles of evidence: files with a manifest of their digests and a page that checks them offline, as a ZIP that is read strictly. */
export { CHECKPOINT, packBundle, type ReadBundle, readBundle } from './bundle.js';
export { type BundledFile, readZip, writeZip } from './zip.js';
