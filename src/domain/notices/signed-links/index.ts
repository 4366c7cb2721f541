export { isSignedLink, readSignedLink, type SignedLink } from './signed-link.js';
