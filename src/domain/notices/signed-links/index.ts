export { isSignedLink, readSignedLink } from './signed-link.js';
