import { canInstall, has, install } from './apt.mjs';

/**
 * Sees to it that tshark is there to read the traces, where it can be had without asking anybody. Its tests are skipped
 * where it is not.
 */
export async function tryToHaveTshark() {
  if (has('tshark') || !canInstall()) return;
  console.log('installing tshark with apt-get …');
  await install('tshark');
}
