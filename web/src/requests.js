// What is asked of the server. Every failure becomes a `Trouble` with words for people.

const FEWEST_SECONDS = 1;
const MOST_SECONDS = 60;

/** Why there is no answer; `retryAfter` are the seconds after which to ask again, 0 where that would not help. */
export class Trouble extends Error {
  constructor(message, retryAfter = 0) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

/** The findings and the summary of a record, as HTML. */
export async function check(bytes, signal) {
  const answer = await ask("page/check", { method: "POST", body: bytes, signal });
  return answer.text();
}

/** What a fix makes of a record: `text`, and what is to be `said` of it. */
export async function fix(bytes, finding) {
  const answer = await ask(`page/fix?finding=${encodeURIComponent(finding)}`, { method: "POST", body: bytes });
  return answer.json();
}

/** The bytes of an example. */
export async function example(name) {
  const answer = await ask(`page/examples/${encodeURIComponent(name)}`, {});
  return new Uint8Array(await answer.arrayBuffer());
}

/** The page that explains a rule. */
export async function explanation(code) {
  const answer = await ask(`rules/${encodeURIComponent(code)}`, {});
  return answer.text();
}

async function ask(address, options) {
  let answer;
  try {
    answer = await fetch(address, { ...options, credentials: "omit", redirect: "error" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Trouble("The server cannot be reached", 5);
  }
  if (answer.ok) return answer;
  const detail = await reason(answer);
  switch (answer.status) {
    case 413:
      throw new Trouble(`The record is larger than this server takes${detail}`);
    case 503:
      throw new Trouble(`The server is busy${detail}`, pause(answer));
    case 504:
      throw new Trouble(`The record takes longer to check than this server allows${detail}`);
    default:
      throw new Trouble(`The server answered with an error, ${answer.status}${detail}`);
  }
}

async function reason(answer) {
  try {
    const problem = await answer.json();
    return typeof problem.detail === "string" && problem.detail ? `: ${problem.detail}` : "";
  } catch {
    return "";
  }
}

function pause(answer) {
  const seconds = Number(answer.headers.get("Retry-After")) || FEWEST_SECONDS;
  return Math.min(Math.max(seconds, FEWEST_SECONDS), MOST_SECONDS);
}
