___TERMS_OF_SERVICE___

By creating or modifying this file you agree to Google Tag Manager's Community
Template Gallery Developer Terms of Service available at
https://developers.google.com/tag-manager/gallery-tos (or such other URL as
Google may provide), as modified from time to time.


___INFO___

{
  "type": "TAG",
  "id": "cvt_temp_public_id",
  "version": 1,
  "securityGroups": [],
  "displayName": "SMG Consent",
  "categories": [
    "TAG_MANAGEMENT",
    "UTILITY"
  ],
  "brand": {
    "id": "smg_consent",
    "displayName": "SMG Consent"
  },
  "description": "Tells Google's consent mode what the visitor has decided in SMG Consent: all types denied until then, but security_storage, and an update with each decision.",
  "containerContexts": [
    "WEB"
  ]
}


___TEMPLATE_PARAMETERS___

[
  {
    "type": "LABEL",
    "name": "triggers",
    "displayName": "Fire this tag on \"Consent Initialization - All Pages\", and on a custom event trigger with the regular expression ^smg:(consent|change)$"
  },
  {
    "type": "TEXT",
    "name": "waitForUpdate",
    "displayName": "Milliseconds for which tags wait for a decision",
    "simpleValueType": true,
    "defaultValue": 500,
    "valueUnit": "ms",
    "help": "wait_for_update of Google's consent mode: the module is loaded beside the container, and tells what a returning visitor has decided a moment after it. Tags that are not to fire at all without a grant need a trigger of their own.",
    "valueValidators": [
      {
        "type": "NON_NEGATIVE_NUMBER"
      }
    ]
  }
]


___SANDBOXED_JS_FOR_WEB_TEMPLATE___

// Which purpose of the module decides about which type of Google's. security_storage is always granted.
const purposeOf = {
  ad_storage: 'marketing',
  ad_user_data: 'marketing',
  ad_personalization: 'marketing',
  analytics_storage: 'analytics',
  functionality_storage: 'functional',
  personalization_storage: 'functional'
};
const types = [
  'ad_storage',
  'ad_user_data',
  'ad_personalization',
  'analytics_storage',
  'functionality_storage',
  'personalization_storage'
];

const callInWindow = require('callInWindow');
const copyFromDataLayer = require('copyFromDataLayer');
const gtagSet = require('gtagSet');
const makeNumber = require('makeNumber');
const setDefaultConsentState = require('setDefaultConsentState');
const updateConsentState = require('updateConsentState');

const event = copyFromDataLayer('event');
const isConsent = event === 'smg:consent';
const isChange = event === 'smg:change';

// The signals for these purposes: what is not granted is denied, and so is a purpose that the site does not have.
const signalsOf = purposes => {
  const signals = {security_storage: 'granted'};
  types.forEach(type => {
    signals[type] = purposes && purposes[purposeOf[type]] === true ? 'granted' : 'denied';
  });
  return signals;
};

// What is decided now. The module is asked first: a container may come to an entry later than the visitor to another
// decision. Where the module cannot answer, the entry that has fired this tag has it.
const decisionNow = () => {
  const said = callInWindow('SMGConsent.getConsent');
  if (said && said.purposes) return said;
  if (isChange) return copyFromDataLayer('new');
  if (isConsent) return {choice: copyFromDataLayer('choice'), purposes: copyFromDataLayer('purposes')};
  return undefined;
};

// The first firing of a page. By an entry of the module's no default is set: one that comes after an update is none.
if (!isConsent && !isChange) {
  const defaults = signalsOf();
  defaults.wait_for_update = makeNumber(data.waitForUpdate) || 0;
  setDefaultConsentState(defaults);
  // While ad_storage is denied no identifier of an ad's click is sent.
  gtagSet('ads_data_redaction', true);
}

// Nothing is said for a visitor who has not decided, so that tags wait for him; but a decision that is no more is taken
// back.
const decision = decisionNow();
if (decision && (isChange || decision.choice === 'granted' || decision.choice === 'refused')) {
  updateConsentState(signalsOf(decision.purposes));
}

data.gtmOnSuccess();


___WEB_PERMISSIONS___

[
  {
    "instance": {
      "key": {
        "publicId": "access_consent",
        "versionId": "1"
      },
      "param": [
        {
          "key": "consentTypes",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "ad_storage"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "ad_user_data"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "ad_personalization"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "analytics_storage"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "functionality_storage"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "personalization_storage"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "security_storage"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "access_globals",
        "versionId": "1"
      },
      "param": [
        {
          "key": "keys",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "SMGConsent.getConsent"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "read_data_layer",
        "versionId": "1"
      },
      "param": [
        {
          "key": "allowedKeys",
          "value": {
            "type": 1,
            "string": "specific"
          }
        },
        {
          "key": "keyPatterns",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 1,
                "string": "event"
              },
              {
                "type": 1,
                "string": "choice"
              },
              {
                "type": 1,
                "string": "purposes"
              },
              {
                "type": 1,
                "string": "new"
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "write_data_layer",
        "versionId": "1"
      },
      "param": [
        {
          "key": "keyPatterns",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 1,
                "string": "ads_data_redaction"
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  }
]


___TESTS___

setup: ''
scenarios:
- name: A first visit has all types denied, and no update
  code: |-
    mock('copyFromDataLayer', key => key === 'event' ? 'gtm.init_consent' : undefined);
    mock('callInWindow', () => ({choice: 'undecided', purposes: {necessary: true, analytics: false, marketing: false}}));

    runCode({waitForUpdate: '500'});

    assertApi('setDefaultConsentState').wasCalledWith({
      security_storage: 'granted',
      ad_storage: 'denied',
      ad_user_data: 'denied',
      ad_personalization: 'denied',
      analytics_storage: 'denied',
      functionality_storage: 'denied',
      personalization_storage: 'denied',
      wait_for_update: 500
    });
    assertApi('gtagSet').wasCalledWith('ads_data_redaction', true);
    assertApi('updateConsentState').wasNotCalled();
    assertApi('gtmOnSuccess').wasCalled();
- name: Where the module has not come yet there is the default alone
  code: |-
    mock('copyFromDataLayer', key => key === 'event' ? 'gtm.init_consent' : undefined);
    mock('callInWindow', () => undefined);

    runCode({waitForUpdate: 0});

    assertApi('setDefaultConsentState').wasCalled();
    assertApi('updateConsentState').wasNotCalled();
    assertApi('gtmOnSuccess').wasCalled();
- name: A stored grant follows the default
  code: |-
    const calls = [];
    mock('copyFromDataLayer', key => key === 'event' ? 'gtm.init_consent' : undefined);
    mock('callInWindow', path => path === 'SMGConsent.getConsent' ?
        {choice: 'granted', purposes: {necessary: true, analytics: true, marketing: false}} : undefined);
    mock('setDefaultConsentState', () => { calls.push('default'); });
    mock('updateConsentState', () => { calls.push('update'); });

    runCode({waitForUpdate: 500});

    assertThat(calls).isEqualTo(['default', 'update']);
    assertApi('updateConsentState').wasCalledWith({
      security_storage: 'granted',
      ad_storage: 'denied',
      ad_user_data: 'denied',
      ad_personalization: 'denied',
      analytics_storage: 'granted',
      functionality_storage: 'denied',
      personalization_storage: 'denied'
    });
- name: The entry of a decision is an update and no default
  code: |-
    mock('copyFromDataLayer', key => ({
      event: 'smg:consent',
      choice: 'granted',
      purposes: {necessary: true, marketing: true, functional: true}
    })[key]);
    mock('callInWindow', () => undefined);

    runCode({waitForUpdate: 500});

    assertApi('setDefaultConsentState').wasNotCalled();
    assertApi('gtagSet').wasNotCalled();
    assertApi('updateConsentState').wasCalledWith({
      security_storage: 'granted',
      ad_storage: 'granted',
      ad_user_data: 'granted',
      ad_personalization: 'granted',
      analytics_storage: 'denied',
      functionality_storage: 'granted',
      personalization_storage: 'granted'
    });
- name: A withdrawal denies all that was granted
  code: |-
    mock('copyFromDataLayer', key => ({
      event: 'smg:change',
      choice: 'granted',
      purposes: {necessary: true, analytics: true},
      new: {choice: 'refused', purposes: {necessary: true, analytics: false}}
    })[key]);
    mock('callInWindow', () => undefined);

    runCode({waitForUpdate: 500});

    assertApi('updateConsentState').wasCalledWith({
      security_storage: 'granted',
      ad_storage: 'denied',
      ad_user_data: 'denied',
      ad_personalization: 'denied',
      analytics_storage: 'denied',
      functionality_storage: 'denied',
      personalization_storage: 'denied'
    });
- name: A decision that was reset denies too
  code: |-
    mock('copyFromDataLayer', key => key === 'event' ? 'smg:change' : undefined);
    mock('callInWindow', () => ({choice: 'undecided', purposes: {necessary: true, analytics: false}}));

    runCode({waitForUpdate: 500});

    assertApi('updateConsentState').wasCalledWith({
      security_storage: 'granted',
      ad_storage: 'denied',
      ad_user_data: 'denied',
      ad_personalization: 'denied',
      analytics_storage: 'denied',
      functionality_storage: 'denied',
      personalization_storage: 'denied'
    });
- name: What the module says now outranks an older entry
  code: |-
    mock('copyFromDataLayer', key => ({
      event: 'smg:consent',
      choice: 'granted',
      purposes: {necessary: true, analytics: true}
    })[key]);
    mock('callInWindow', () => ({choice: 'refused', purposes: {necessary: true, analytics: false}}));

    runCode({waitForUpdate: 500});

    assertApi('updateConsentState').wasCalledWith({
      security_storage: 'granted',
      ad_storage: 'denied',
      ad_user_data: 'denied',
      ad_personalization: 'denied',
      analytics_storage: 'denied',
      functionality_storage: 'denied',
      personalization_storage: 'denied'
    });


___NOTES___

The sections follow the form in which the template editor of Tag Manager exports them.
README.md beside this file says when the tag fires, and what it cannot do.
