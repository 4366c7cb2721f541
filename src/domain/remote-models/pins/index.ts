export {
  type Canaries,
  type CanaryComparison,
  compareCanaries,
  demandTelling,
  FEWEST_CANARIES,
  printCanaries,
  readCanaries,
} from './canaries.js';
export { type Endpoint, isPin, MOST_PIN_BYTES, type Pin, printPin, readPin } from './pin.js';
