/** The message of an update by `npm run images -- --stack`: it pushes images and deploys nothing, so it is no release to go back to. */
export const IMAGES_ONLY = "slipway images: pushed, nothing deployed";
