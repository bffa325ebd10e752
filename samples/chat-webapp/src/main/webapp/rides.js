// One request to the demo, and what came of it. Nothing here touches the page.

/** The routes of the policy, and how each is asked. */
export const ROUTES = [
  {path: '/api/playground', hint: 'anyone', kind: 'app'},
  {path: '/api/chat/free', hint: '20 a day', kind: 'app'},
  {path: '/api/chat/pro', hint: 'plan pro', kind: 'app'},
  {path: '/api/agent/run', hint: 'search, calculator', kind: 'agent'},
  {path: '/api/summarize/upload', hint: '2 files an hour', kind: 'upload'},
  {path: '/v1/chat/completions', hint: 'OpenAI API, plan pro', kind: 'chat'},
  {path: '/v1/responses', hint: 'OpenAI API, plan pro', kind: 'responses'},
  {path: '/v1/messages', hint: 'Anthropic API, plan pro', kind: 'messages'},
];

export const USERS = [
  {name: 'anonymous', plan: '', key: ''},
  {name: 'alice', plan: 'free', key: 'alice-key'},
  {name: 'bob', plan: 'pro', key: 'bob-key'},
  {name: 'carol', plan: 'pro', key: 'carol-key'},
  {name: 'mallory', plan: 'free', key: 'mallory-key'},
];

/** What each kind of route calls the most output tokens. */
export const MOST = {
  app: 'maxOutputTokens', agent: 'maxOutputTokens',
  chat: 'max_completion_tokens', responses: 'max_output_tokens', messages: 'max_tokens',
};

/** What each kind of route is asked; a field that is undefined is left out. */
const BODIES = {
  app: ({message, model}) => ({message, model}),
  agent: ({message, model, steps}) => ({message, model, maxSteps: steps}),
  chat: ({message, model = 'gpt-5-mini', stream}) => ({
    model, messages: [{role: 'user', content: message}], stream, stream_options: stream && {include_usage: true}}),
  responses: ({message, model = 'gpt-5-mini', stream}) => ({model, input: message, stream}),
  messages: ({message, model = 'claude-haiku-4-5', stream}) => ({
    model, messages: [{role: 'user', content: message}], stream}),
};

/** The request that the form asks for: {route, user, body, form, stream}. */
export function request({user, route, message, file, tokens, steps, model, stream}) {
  if (route.kind === 'upload') {
    const form = new FormData();
    form.append('file', file ?? new Blob([message]), file?.name ?? 'message.txt');
    return {user, route, form, stream: false};
  }
  const number = text => (text === '' ? undefined : Number(text));
  const body = BODIES[route.kind](
    {message, model: model || undefined, steps: number(steps), stream: stream || undefined});
  body[MOST[route.kind]] = number(tokens);
  return {user, route, body: JSON.stringify(body), stream: stream && route.kind !== 'agent'};
}

/** The headers that only some kinds of routes want. */
const extra = ({route, stream}) => ({
  ...(stream && route.kind === 'app' && {Accept: 'text/event-stream'}),
  ...(route.kind === 'messages' && {'anthropic-version': '2023-06-01'}),
});

/** The same request for a terminal. */
export function curl(asked) {
  const {user, route, body} = asked;
  const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;
  const words = ['curl -N', location.origin + route.path];
  if (user.key) words.push(`-u ${user.name}:${user.key}`);
  for (const [name, value] of Object.entries(extra(asked))) words.push(`-H '${name}: ${value}'`);
  words.push(body === undefined
    ? '-F file=@FILE'
    : `-H 'Content-Type: application/json' \\\n  -d ${quoted(body.length > 500 ? body.slice(0, 500) + '…' : body)}`);
  return words.join(' \\\n  ');
}

/**
 * Sends a request. Calls onText with each piece of the reply, and resolves to its facts: {status, rideId, model, cost,
 * tokens, refusal, json}. The page's users change, so no cookie is sent and no session shared.
 */
export async function send(asked, signal, onText) {
  const headers = {'X-Requested-With': 'fetch', ...extra(asked)};
  if (asked.user.key) headers.Authorization = `Bearer ${asked.user.key}`;
  if (asked.body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(asked.route.path,
    {method: 'POST', headers, body: asked.form ?? asked.body, signal, credentials: 'omit', cache: 'no-store'});
  const facts = {
    status: response.status,
    rideId: response.headers.get('Faregate-Ride-Id'),
    model: response.headers.get('Demo-Model'),
    cost: response.headers.get('Demo-Cost'),
  };
  if (response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
    for await (const event of events(response.body)) take(event, facts, onText);
  } else {
    whole(await response.text(), facts, onText);
  }
  return facts;
}

async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {done, value} = await reader.read();
    const blocks = (rest + (value ?? '')).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const event = {name: '', data: '', comment: ''};
      for (const line of block.split('\n')) {
        if (line.startsWith('event:')) event.name = line.slice(6).trim();
        else if (line.startsWith('data:')) event.data += line.slice(5).trim();
        else if (line.startsWith(':')) event.comment = line.slice(1).trim();
      }
      yield event;
    }
    if (done) return;
  }
}

function take({data, comment}, facts, onText) {
  if (comment.startsWith('cost ')) facts.cost = comment.slice(5);
  if (data === '' || data === '[DONE]') return;
  const json = JSON.parse(data);
  onText(piece(json));
  learn(json, facts);
}

/** The text in one event of a stream, whichever API's. */
const piece = ({delta, choices}) =>
  (typeof delta === 'string' ? delta : delta?.text ?? choices?.[0]?.delta?.content ?? '');

/** The text of a whole reply, whichever API's. */
const text = ({reply, choices, output, content}) =>
  reply ?? choices?.[0]?.message?.content ?? output?.[0]?.content?.[0]?.text ?? content?.[0]?.text ?? '';

function whole(answer, facts, onText) {
  let json;
  try {
    json = JSON.parse(answer);
  } catch {
    facts.refusal = {message: answer.slice(0, 300)};
    return;
  }
  onText(text(json));
  learn(json, facts);
  facts.json = json;
}

/** Replies and refusals of all dialects have their facts in one of two or three places. */
function learn(json, facts) {
  facts.rideId ??= json.rideId;
  if (json.cost !== undefined) Object.assign(facts, {cost: json.cost, model: json.model});
  const usage = json.usage ?? json.response?.usage;
  facts.tokens = usage?.completion_tokens ?? usage?.output_tokens ?? facts.tokens;
  const error = json.error ?? json.response?.error;
  if (error) {
    facts.refusal = {message: error.message, reason: error.code ?? error.details?.error_code ?? error.type};
  } else if (json.detail) {
    facts.refusal = {message: json.detail, reason: json.reason, rule: json.rule};
  }
}
