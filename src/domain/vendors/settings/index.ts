/** Vendors and foundation models as an administrator registers them. */
export {
  type FoundationModel,
  foundationModelsSetting,
  type Vendor,
  vendorsSetting,
} from './vendor-settings.js';
