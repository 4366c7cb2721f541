export { isSignedLink, readSignedLink, SIGNED_LINK_MS, type SignedLink } from './signed-link.js';
