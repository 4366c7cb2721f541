export { isPlace, PLACE_FORM, touches } from './holds-in.js';
