/** What stands in for the two scripts of the suite that every vendor writes. The page has the two functions they call. */

const CODES = 'PFTNX';

/** testharnessreport.js: each result as `[name, code, message?]`, then the harness's own. */
export function reportScript(timeoutMultiplier) {
  return `{
    const clip = (text) => (text === null || text === undefined ? undefined : String(text).slice(0, 400));
    const resultOf = (test) => [test.name, '${CODES}'[test.status], test.status === 0 ? undefined : clip(test.message)];
    setup({ output: false, timeout_multiplier: ${timeoutMultiplier} });
    add_result_callback((test) => __report('result', resultOf(test)));
    add_completion_callback((tests, harness) => {
      __report('done', { status: harness.status, message: clip(harness.message), results: tests.map(resultOf) });
    });
  }`;
}

/** After testharness.js: a promise test that takes longer than this fails, and the next one begins. */
export function patienceScript(seconds) {
  return `{
    const original = promise_test;
    promise_test = (run, ...rest) => {
      const expire = (_resolve, reject) => setTimeout(() => reject(new Error('out of patience')), ${seconds * 1000});
      original((test) => Promise.race([run(test), new Promise(expire)]), ...rest);
    };
  }`;
}

/** testdriver-vendor.js: permissions and clicks, all that the WebRTC tests ask for. */
export const driverScript = `{
  const internal = window.test_driver_internal;
  internal.in_automation = true;
  internal.set_permission = async ({ descriptor, state }) => __setPermission(descriptor.name, state);
  internal.delete_all_cookies = async () => {};
  test_driver.click = async (element) => element.click();
  test_driver.bless = async (intent, action) => (typeof action === 'function' ? action() : null);
}`;
