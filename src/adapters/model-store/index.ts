/**
 * Places for the bytes of models: a folder of the data folder, or an S3-compatible object store.
 *
 * @packageDocumentation
 */
export { folderModelBytes } from './folder.js';
export { isBucketName, isObjectPrefix, isPlainAddress, objectStoreModelBytes } from './object-store.js';
