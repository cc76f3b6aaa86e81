/** Guesses which variables hold secrets. Where they are wrong, the user says so: in `secrets` or in `variables`. */

const WORDS = /(^|_)(PASS|PASSWD|PASSWORD|PASSPHRASE|PWD|SECRET|TOKEN|KEY|CREDENTIALS?|DSN|SALT)S?(_|$)/i;
/** Also where nothing sets the word apart: `APIKEY`, `MYSECRETS`. */
const ANYWHERE = /SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|API_?KEY|PRIVATE|_KEY$|_PASS$/i;
/** A name that ends so is a secret's whatever its value is: a password may be a number. */
const UNMISTAKABLE = /(PASSWORD|PASSWD|PASSPHRASE|_PASS|_PWD|SECRET|SALT|CREDENTIALS?|API_?KEY|TOKEN|(^|_)PIN)$/i;

const ADDRESS_WITH_PASSWORD = /:\/\/[^/\s:@]*:[^/\s@]+@/;
const YES_OR_NO = /^(true|false|yes|no|on|off)$/i;
const NUMBER_OR_NOTHING = /^(\d+(\.\d+)?[a-z]{0,3})?$/i;

/** Whether a value that is written where anybody reads it is a secret, by its name or as an address with a password. `TOKEN_LIFETIME=30` is none. */
export function looksSecret(name: string, value: string): boolean {
    if (isSetting(value)) return false;
    return WORDS.test(name) || ADDRESS_WITH_PASSWORD.test(value);
}

/**
 * Whether a variable that nobody has given a value yet is to be a secret: rather one too many, as its value would be readable otherwise.
 * @param value what `.env` has; it may be empty still. @default a value of which nothing is known
 */
export function shouldBeSecret(name: string, value = "unknown"): boolean {
    if (UNMISTAKABLE.test(name) && !YES_OR_NO.test(value)) return true;
    return looksSecret(name, value) || (ANYWHERE.test(name) && !isSetting(value));
}

function isSetting(value: string): boolean {
    return YES_OR_NO.test(value) || NUMBER_OR_NOTHING.test(value);
}
