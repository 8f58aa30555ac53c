<?php
/**
 * Plugin Name:       SMG Consent
 * Description:       Asks before anything is loaded: a consent banner whose decisions are made by a small C core, compiled to WebAssembly. Nothing is requested, set or stored before the visitor says yes.
 * Version:           0.2.0
 * Requires at least: 6.1
 * Requires PHP:      7.4
 * License:           MIT
 * License URI:       https://opensource.org/licenses/MIT
 * Text Domain:       smg-consent
 *
 * What is served to visitors are the files of the build, in the folder "smg" beside this file; it is all that this
 * plugin adds to them: a settings page, the two tags in <head>, embeds that wait, and word to the WP Consent API.
 *
 * @package smg-consent
 */

defined( 'ABSPATH' ) || exit;

const SMG_CONSENT_OPTION = 'smg_consent';

// The purposes of the module, and what the WP Consent API calls them. It has no category for session recording
// ("replay"), and a grant of statistics is one of anonymous statistics too.
const SMG_CONSENT_CATEGORIES = array(
	'statistics'           => 'analytics',
	'statistics-anonymous' => 'analytics',
	'preferences'          => 'functional',
	'marketing'            => 'marketing',
);

/** The same the other way round, one category for each purpose that other plugins may wait for. */
function smg_consent_categories_of(): array {
	return array_flip( array_diff_key( SMG_CONSENT_CATEGORIES, array( 'statistics-anonymous' => true ) ) );
}

/*
 * The files, and what they know of the processors.
 */

/** The path of a file of the build, or its address. */
function smg_consent_path( string $file ): string {
	return plugin_dir_path( __FILE__ ) . 'smg/' . $file;
}

function smg_consent_url( string $file ): string {
	return plugins_url( 'smg/' . $file, __FILE__ );
}

/** The definition of a processor, or null where there is none of that id. */
function smg_consent_processor( string $id ): ?array {
	$file = smg_consent_path( "processors/$id.json" );
	if ( ! preg_match( '/^[A-Za-z0-9]+$/D', $id ) || ! is_readable( $file ) ) {
		return null;
	}
	$definition = json_decode( (string) file_get_contents( $file ), true );
	return isset( $definition['id'], $definition['name'], $definition['purpose'] ) ? $definition : null;
}

/** The last part of the names of the files of a folder of the build, without ".json". */
function smg_consent_names_in( string $folder ): array {
	$files = glob( smg_consent_path( "$folder/*.json" ) );
	return array_map(
		function ( $file ) {
			return basename( $file, '.json' );
		},
		$files ? $files : array()
	);
}

/** All definitions, by id, in the order of their names. */
function smg_consent_processors(): array {
	$processors = array();
	foreach ( smg_consent_names_in( 'processors' ) as $id ) {
		$processors[ $id ] = smg_consent_processor( $id );
	}
	$processors = array_filter( $processors );
	uasort(
		$processors,
		function ( $a, $b ) {
			return strcasecmp( smg_consent_text( $a['name'] ), smg_consent_text( $b['name'] ) );
		}
	);
	return $processors;
}

/** A text of a definition in the language of the admin pages: it is a string, or one per language. */
function smg_consent_text( $text ): string {
	if ( is_string( $text ) ) {
		return $text;
	}
	$language = substr( get_user_locale(), 0, 2 );
	return (string) ( $text[ $language ] ?? $text['en'] ?? reset( $text ) );
}

/**
 * Whether a value has the form that a definition gives: letters, which stand for themselves, sets such as [A-Z0-9],
 * {count} or {min,max} behind them, "|" between alternatives.
 */
function smg_consent_fits( string $pattern, string $value ): bool {
	$parts = preg_split( '/(\[[^\]]*\]|\{[0-9,]+\}|\|)/', $pattern, -1, PREG_SPLIT_DELIM_CAPTURE );
	foreach ( $parts as $i => $part ) {
		// Every other one is a delimiter, which means in a regular expression what it means there.
		$parts[ $i ] = $i % 2 ? str_replace( '#', '\#', $part ) : preg_quote( $part, '#' );
	}
	return 1 === preg_match( '#^(?:' . implode( '', $parts ) . ')$#D', $value );
}

/** A value of such a form, for people: of alternatives the first, of counts about eight. */
function smg_consent_example( string $pattern ): string {
	return preg_replace_callback(
		'/\[([^\]]*)\](?:\{(\d+)(?:,(\d+))?\})?/',
		function ( $match ) {
			$least = (int) ( $match[2] ?? 1 );
			$count = max( $least, min( (int) ( $match[3] ?? $least ), 8 ) );
			if ( false !== strpos( $match[1], 'A-Z' ) ) {
				return str_repeat( 'X', $count );
			}
			return false !== strpos( $match[1], 'a-z' ) ? str_repeat( 'x', $count ) : substr( str_repeat( '1234567890', $count ), 0, $count );
		},
		strtok( $pattern, '|' )
	);
}

/*
 * The settings.
 */

/** What is stored, with all members there. */
function smg_consent_settings(): array {
	$stored = get_option( SMG_CONSENT_OPTION );
	return array_merge(
		array(
			'analytics' => array(),
			'company'   => '',
			'country'   => '',
			'policy'    => '',
			'layout'    => '',
			'accent'    => '',
			'language'  => '',
			'purposes'  => array(),
			'embeds'    => true,
			'more'      => '',
		),
		is_array( $stored ) ? $stored : array()
	);
}

/** Puts the members of one object over those of another, within objects too; lists and texts are replaced. */
function smg_consent_merge( stdClass $under, stdClass $over ): stdClass {
	foreach ( get_object_vars( $over ) as $key => $value ) {
		$below       = $under->$key ?? null;
		$both        = $below instanceof stdClass && $value instanceof stdClass;
		$under->$key = $both ? smg_consent_merge( $below, $value ) : $value;
	}
	return $under;
}

/** SMG_CONFIG, as the settings make it. */
function smg_consent_config(): stdClass {
	$settings = smg_consent_settings();
	$company  = $settings['company'] ? $settings['company'] : html_entity_decode( get_bloginfo( 'name' ), ENT_QUOTES );
	$policy   = $settings['policy'] ? $settings['policy'] : get_privacy_policy_url();
	$purposes = array_merge( $settings['purposes'], $settings['embeds'] ? array( 'functional' ) : array() );
	$consent  = array(
		'company'   => $company,
		'country'   => $settings['country'],
		'policyUrl' => $policy,
		'layout'    => $settings['layout'],
		'language'  => $settings['language'],
		'theme'     => $settings['accent'] ? array( 'accent' => $settings['accent'] ) : null,
		// An empty object asks for a purpose that none of the processors has.
		'purposes'  => array_fill_keys( $purposes, new stdClass() ),
	);
	$config   = array(
		'analytics' => (object) $settings['analytics'],
		'consent'   => (object) array_filter( $consent ),
	);
	$config   = json_decode( wp_json_encode( $config ) );
	$more     = json_decode( $settings['more'], false, 32 );
	/**
	 * Filters SMG_CONFIG, before it is printed.
	 *
	 * @param stdClass $config What the settings make of it.
	 */
	return apply_filters( 'smg_consent_config', $more instanceof stdClass ? smg_consent_merge( $config, $more ) : $config );
}

/** Says on the settings page, once, what was wrong; WordPress prints these messages as HTML. */
function smg_consent_complain( string $name, string $expected, string $got ): void {
	/* translators: 1: name of a field, 2: what it may be, 3: what was entered. */
	$message = __( '%1$s: expected %2$s, got "%3$s". It was kept as it was.', 'smg-consent' );
	$message = sprintf( $message, $name, $expected, mb_substr( $got, 0, 60 ) );
	add_settings_error( SMG_CONSENT_OPTION, 'smg_consent_' . md5( $name ), esc_html( $message ) );
}

/** A value of the form as a text, or "". It is judged by what it may be, and escaped where it is printed. */
function smg_consent_raw( $value ): string {
	return is_scalar( $value ) ? trim( (string) $value ) : '';
}

/**
 * What the form has sent, or what the option is given by code; a value of a wrong form leaves the old one.
 *
 * @param mixed $input Not trusted. WordPress hands over its own result once more where the option is new.
 */
function smg_consent_sanitize( $input ): array {
	$old   = smg_consent_settings();
	$input = is_array( $input ) ? $input : array();
	$known = array_keys( smg_consent_categories_of() );
	$new   = array(
		'analytics' => smg_consent_sanitize_ids( (array) ( $input['analytics'] ?? array() ), $old['analytics'] ),
		'company'   => sanitize_text_field( smg_consent_raw( $input['company'] ?? '' ) ),
		'embeds'    => ! empty( $input['embeds'] ),
		'purposes'  => array_values( array_intersect( $known, (array) ( $input['purposes'] ?? array() ) ) ),
		'more'      => smg_consent_sanitize_more( $input['more'] ?? null, $old['more'] ),
	);
	$forms = array(
		'country'  => array( '/^[A-Z]{2}$/Di', __( 'two letters such as KZ (ISO 3166-1), or nothing', 'smg-consent' ) ),
		'layout'   => array( '/^(box|bar|dialog)$/D', __( 'box, bar or dialog', 'smg-consent' ) ),
		'accent'   => array( '/^#([0-9a-f]{3}|[0-9a-f]{6})$/Di', __( 'a colour such as #0b5f5b, or nothing', 'smg-consent' ) ),
		'language' => array( '/^[a-z]{2,3}$/D', __( 'a language of the build, or nothing', 'smg-consent' ) ),
		'policy'   => array( '#^(https?:/)?/[^\s\\\\]+$#Di', __( 'an address such as https://example.com/privacy or /privacy, or nothing', 'smg-consent' ) ),
	);
	foreach ( $forms as $field => list( $form, $expected ) ) {
		$value         = smg_consent_raw( $input[ $field ] ?? '' );
		$new[ $field ] = $value;
		if ( '' !== $value && ! preg_match( $form, $value ) ) {
			smg_consent_complain( smg_consent_label( $field ), $expected, $value );
			$new[ $field ] = $old[ $field ];
		}
	}
	$new['country'] = strtoupper( $new['country'] );
	$new['policy']  = esc_url_raw( $new['policy'], array( 'http', 'https' ) );
	return $new;
}

/** The ids of the processors, each by the form that its definition gives. */
function smg_consent_sanitize_ids( array $input, array $old ): array {
	$new        = array();
	$processors = smg_consent_processors();
	foreach ( $processors as $id => $processor ) {
		$value      = smg_consent_sanitize_id( $processor, $input[ $id ] ?? '' );
		$new[ $id ] = null === $value ? $old[ $id ] ?? '' : $value;
	}
	foreach ( $processors as $id => $processor ) {
		// A part is used unless it is left out; where the whole is not used there is nothing to say of it.
		if ( isset( $processor['partOf'] ) ) {
			$new[ $id ] = empty( $new[ $processor['partOf'] ] ) ? '' : (bool) $new[ $id ];
		}
	}
	return array_filter(
		$new,
		function ( $value ) {
			return '' !== $value;
		}
	);
}

function smg_consent_such( string $pattern ): string {
	/* translators: %s: an example of an id. */
	return sprintf( __( 'such as %s', 'smg-consent' ), smg_consent_example( $pattern ) );
}

function smg_consent_expected( string $pattern ): string {
	/* translators: 1: an example, 2: the form, as a regular expression. */
	return sprintf( __( 'an id such as %1$s (%2$s)', 'smg-consent' ), smg_consent_example( $pattern ), $pattern );
}

/** What a processor is given: a text, several by name, true; "" for nothing, and null for what has a wrong form. */
function smg_consent_sanitize_id( array $processor, $input ) {
	$name = smg_consent_text( $processor['name'] );
	if ( isset( $processor['parameters'] ) ) {
		$values = array();
		foreach ( array_keys( $processor['parameters'] ) as $parameter ) {
			$values[ $parameter ] = smg_consent_raw( is_array( $input ) ? $input[ $parameter ] ?? '' : '' );
		}
		if ( '' === implode( '', $values ) ) {
			return '';
		}
		foreach ( $processor['parameters'] as $parameter => $pattern ) {
			if ( ! smg_consent_fits( $pattern, $values[ $parameter ] ) ) {
				smg_consent_complain( "$name, $parameter", smg_consent_expected( $pattern ), $values[ $parameter ] );
				return null;
			}
		}
		return $values;
	}
	$value = smg_consent_raw( $input );
	if ( ! isset( $processor['idPattern'] ) ) {
		return $value ? true : '';
	}
	if ( '' === $value || smg_consent_fits( $processor['idPattern'], $value ) ) {
		return $value;
	}
	smg_consent_complain( $name, smg_consent_expected( $processor['idPattern'] ), $value );
	return null;
}

/**
 * The own JSON. By it a script of any address can be put on the site, as a definition: it is for those who may write
 * scripts into posts, which on a multisite network is not every administrator of a site.
 */
function smg_consent_sanitize_more( $input, string $old ): string {
	if ( ! is_string( $input ) || ! current_user_can( 'unfiltered_html' ) ) {
		return $old;
	}
	$input = trim( $input );
	if ( '' === $input || json_decode( $input, false, 32 ) instanceof stdClass ) {
		return $input;
	}
	$why = JSON_ERROR_NONE === json_last_error() ? '' : ' (' . json_last_error_msg() . ')';
	smg_consent_complain(
		smg_consent_label( 'more' ),
		/* translators: 1: an example, 2: what the JSON parser says. */
		sprintf( __( 'an object in JSON such as %1$s%2$s', 'smg-consent' ), '{ "consent": { "floatingButton": false } }', $why ),
		$input
	);
	return $old;
}

function smg_consent_label( string $field ): string {
	$labels = array(
		'company'  => __( 'Company', 'smg-consent' ),
		'country'  => __( 'Country', 'smg-consent' ),
		'policy'   => __( 'Policy page', 'smg-consent' ),
		'layout'   => __( 'Layout', 'smg-consent' ),
		'accent'   => __( 'Accent colour', 'smg-consent' ),
		'language' => __( 'Language', 'smg-consent' ),
		'purposes' => __( 'For other plugins', 'smg-consent' ),
		'embeds'   => __( 'Embeds', 'smg-consent' ),
		'more'     => __( 'Other options', 'smg-consent' ),
	);
	return $labels[ $field ];
}

/*
 * The settings page.
 */

add_action(
	'admin_menu',
	function () {
		add_options_page( 'SMG Consent', 'SMG Consent', 'manage_options', 'smg-consent', 'smg_consent_page' );
	}
);

add_action(
	'admin_init',
	function () {
		register_setting(
			'smg-consent',
			SMG_CONSENT_OPTION,
			array(
				'type'              => 'array',
				'sanitize_callback' => 'smg_consent_sanitize',
			)
		);
		smg_consent_suggest_policy();
	}
);

add_filter(
	'plugin_action_links_' . plugin_basename( __FILE__ ),
	function ( array $links ): array {
		$url = admin_url( 'options-general.php?page=smg-consent' );
		array_unshift( $links, sprintf( '<a href="%s">%s</a>', esc_url( $url ), esc_html__( 'Settings', 'smg-consent' ) ) );
		return $links;
	}
);

add_action(
	'admin_notices',
	function () {
		if ( ! current_user_can( 'manage_options' ) || is_readable( smg_consent_path( 'smg.js' ) ) ) {
			return;
		}
		$message = sprintf(
			/* translators: %s: a path on the server. */
			__( 'SMG Consent shows no banner: its files are missing. Copy those of its build into %s, smg.js among them.', 'smg-consent' ),
			smg_consent_path( '' )
		);
		printf( '<div class="notice notice-error"><p>%s</p></div>', esc_html( $message ) );
	}
);

/** What WordPress offers the owner for his privacy policy. */
function smg_consent_suggest_policy(): void {
	$text = __( 'Before a choice nothing is stored. After a grant the cookie smg_consent keeps it for 182 days. After a refusal no cookie is set; an entry of the same name in the browser\'s localStorage, without any identifier, keeps it for as long. Who gets data after a grant:', 'smg-consent' );
	wp_add_privacy_policy_content( 'SMG Consent', '<p>' . esc_html( $text ) . '</p><p>[smg_consent_table]</p>' );
}

function smg_consent_page(): void {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	$settings = smg_consent_settings();
	echo '<div class="wrap"><h1>SMG Consent</h1><form action="options.php" method="post">';
	settings_fields( 'smg-consent' );
	printf( '<h2>%s</h2>', esc_html__( 'What the site uses', 'smg-consent' ) );
	printf(
		'<p>%s</p>',
		esc_html__( 'Enter what you have of each service, and take its own snippet and plugin out of the site: those load without asking. What is left empty is not used.', 'smg-consent' )
	);
	smg_consent_print_processors( $settings['analytics'] );
	printf( '<h2>%s</h2><table class="form-table" role="presentation">', esc_html__( 'How it asks', 'smg-consent' ) );
	smg_consent_print_options( $settings );
	echo '</table>';
	submit_button();
	echo '</form></div>';
}

/** The name of an input within the option. */
function smg_consent_name( string ...$path ): string {
	return SMG_CONSENT_OPTION . '[' . implode( '][', $path ) . ']';
}

function smg_consent_print_text( string $id, string $name, string $value, string $placeholder = '' ): void {
	printf(
		'<input type="text" class="regular-text" id="%s" name="%s" value="%s" placeholder="%s">',
		esc_attr( $id ),
		esc_attr( $name ),
		esc_attr( $value ),
		esc_attr( $placeholder )
	);
}

function smg_consent_print_box( string $id, string $name, string $value, bool $on, string $title ): void {
	printf(
		'<label><input type="checkbox" id="%s" name="%s" value="%s"%s> %s</label><br>',
		esc_attr( $id ),
		esc_attr( $name ),
		esc_attr( $value ),
		checked( $on, true, false ),
		esc_html( $title )
	);
}

function smg_consent_print_choice( string $id, string $name, string $value, array $choices ): void {
	printf( '<select id="%s" name="%s">', esc_attr( $id ), esc_attr( $name ) );
	foreach ( $choices as $choice => $title ) {
		printf( '<option value="%s"%s>%s</option>', esc_attr( $choice ), selected( $value, $choice, false ), esc_html( $title ) );
	}
	echo '</select>';
}

/** A row of a table of the form: `print` prints what stands in it. */
function smg_consent_print_row( string $id, string $title, callable $print, string $about ): void {
	printf( '<tr><th scope="row"><label for="%s">%s</label></th><td>', esc_attr( $id ), esc_html( $title ) );
	$print();
	printf( '<p class="description">%s</p></td></tr>', esc_html( $about ) );
}

/** A fold for each purpose; one is open where something in it is used. */
function smg_consent_print_processors( array $used ): void {
	$purposes = array(
		'analytics'  => __( 'Analytics', 'smg-consent' ),
		'replay'     => __( 'Session recording', 'smg-consent' ),
		'marketing'  => __( 'Marketing', 'smg-consent' ),
		'functional' => __( 'Videos, maps, chats', 'smg-consent' ),
	);
	foreach ( $purposes as $purpose => $title ) {
		$of    = array_filter(
			smg_consent_processors(),
			function ( $processor ) use ( $purpose ) {
				return $processor['purpose'] === $purpose;
			}
		);
		$count = count( array_filter( array_intersect_key( $used, $of ) ) );
		if ( ! $of ) {
			continue;
		}
		/* translators: 1: how many services are used, 2: of how many. */
		$counted = sprintf( __( '%1$d of %2$d used', 'smg-consent' ), $count, count( $of ) );
		printf(
			'<details%s><summary><strong>%s</strong> (%s)</summary><table class="form-table" role="presentation">',
			$count ? ' open' : '',
			esc_html( $title ),
			esc_html( $counted )
		);
		foreach ( $of as $id => $processor ) {
			smg_consent_print_processor( $processor, $used, "smg-consent-$id" );
		}
		echo '</table></details>';
	}
}

function smg_consent_print_processor( array $processor, array $used, string $input ): void {
	$id    = $processor['id'];
	$value = $used[ $id ] ?? '';
	$part  = isset( $processor['partOf'] );
	$print = function () use ( $processor, $id, $value, $part, $input ) {
		if ( isset( $processor['parameters'] ) ) {
			foreach ( $processor['parameters'] as $parameter => $pattern ) {
				$first = array_key_first( $processor['parameters'] ) === $parameter;
				printf( '<label>%s ', esc_html( $parameter ) );
				smg_consent_print_text(
					$first ? $input : "$input-$parameter",
					smg_consent_name( 'analytics', $id, $parameter ),
					is_array( $value ) ? (string) ( $value[ $parameter ] ?? '' ) : '',
					smg_consent_such( $pattern )
				);
				echo '</label><br>';
			}
		} elseif ( isset( $processor['idPattern'] ) ) {
			$text = is_scalar( $value ) ? (string) $value : '';
			smg_consent_print_text( $input, smg_consent_name( 'analytics', $id ), $text, smg_consent_such( $processor['idPattern'] ) );
		} else {
			$on = $part ? false !== $value : (bool) $value;
			smg_consent_print_box( $input, smg_consent_name( 'analytics', $id ), '1', $on, __( 'is used', 'smg-consent' ) );
		}
	};
	$about = array();
	if ( $part ) {
		$whole = smg_consent_processor( $processor['partOf'] );
		/* translators: %s: name of a service. */
		$about[] = sprintf( __( 'a part of %s', 'smg-consent' ), $whole ? smg_consent_text( $whole['name'] ) : $processor['partOf'] );
	}
	$about[] = smg_consent_text( $processor['company'] ?? '' );
	$about[] = implode( ', ', $processor['countries'] ?? array() );
	smg_consent_print_row( $input, smg_consent_text( $processor['name'] ), $print, implode( ' · ', array_filter( $about ) ) );
}

function smg_consent_print_options( array $settings ): void {
	$texts = array(
		'company' => array( get_bloginfo( 'name' ), __( 'Who asks. Empty: the name of the site.', 'smg-consent' ) ),
		'country' => array( '', __( 'Where the company is, two letters such as KZ. It decides which law\'s sentences the banner\'s settings have.', 'smg-consent' ) ),
		'policy'  => array( get_privacy_policy_url(), __( 'Empty: the page that Settings, Privacy names.', 'smg-consent' ) ),
		'accent'  => array( '#0b5f5b', __( 'One colour; all others follow from it, in light and dark.', 'smg-consent' ) ),
	);
	foreach ( $texts as $field => list( $placeholder, $about ) ) {
		$print = function () use ( $field, $settings, $placeholder ) {
			smg_consent_print_text( "smg-consent-$field", smg_consent_name( $field ), $settings[ $field ], $placeholder );
		};
		smg_consent_print_row( "smg-consent-$field", smg_consent_label( $field ), $print, $about );
	}
	$layouts = array(
		''       => __( 'Box', 'smg-consent' ),
		'bar'    => __( 'Bar', 'smg-consent' ),
		'dialog' => __( 'Dialog', 'smg-consent' ),
	);
	$choices = array(
		'layout'   => array( $layouts, __( 'How the banner looks.', 'smg-consent' ) ),
		'language' => array( smg_consent_languages(), __( 'By the page: the language that WordPress says it is in, else the browser\'s.', 'smg-consent' ) ),
	);
	foreach ( $choices as $field => list( $values, $about ) ) {
		$print = function () use ( $field, $settings, $values ) {
			smg_consent_print_choice( "smg-consent-$field", smg_consent_name( $field ), $settings[ $field ], $values );
		};
		smg_consent_print_row( "smg-consent-$field", smg_consent_label( $field ), $print, $about );
	}
	smg_consent_print_row(
		'smg-consent-embeds',
		smg_consent_label( 'embeds' ),
		function () use ( $settings ) {
			$title = __( 'Embeds of services that are not named above wait too', 'smg-consent' );
			smg_consent_print_box( 'smg-consent-embeds', smg_consent_name( 'embeds' ), '1', (bool) $settings['embeds'], $title );
		},
		__( 'The banner then asks for content of others on every page. Without it such an embed loads at once, as WordPress has it; those of the services above wait in any case.', 'smg-consent' )
	);
	smg_consent_print_row(
		'smg-consent-purposes',
		smg_consent_label( 'purposes' ),
		function () use ( $settings ) {
			foreach ( smg_consent_categories_of() as $purpose => $category ) {
				$id = 'analytics' === $purpose ? 'smg-consent-purposes' : "smg-consent-purposes-$purpose";
				smg_consent_print_box( $id, smg_consent_name( 'purposes', '' ), $purpose, in_array( $purpose, $settings['purposes'], true ), $category );
			}
		},
		__( 'The banner asks for these too, where a plugin waits for them by the WP Consent API.', 'smg-consent' )
	);
	$may = current_user_can( 'unfiltered_html' );
	smg_consent_print_row(
		'smg-consent-more',
		smg_consent_label( 'more' ),
		function () use ( $settings, $may ) {
			printf(
				'<textarea class="large-text code" rows="6" id="smg-consent-more" name="%s"%s>%s</textarea>',
				esc_attr( smg_consent_name( 'more' ) ),
				$may ? '' : ' readonly',
				esc_textarea( $settings['more'] )
			);
		},
		$may
			? __( 'All that SMG_CONFIG may have, in JSON, such as { "consent": { "floatingButton": false } }. It goes over the fields above.', 'smg-consent' )
			: __( 'Only who may write unfiltered HTML can change this: it can put scripts on the site.', 'smg-consent' )
	);
}

/** The languages of the build, by tag. */
function smg_consent_languages(): array {
	$tags      = array_unique( array_merge( array( 'en', 'kk', 'ru' ), smg_consent_names_in( 'languages' ) ) );
	$languages = array_combine( $tags, $tags );
	ksort( $languages );
	return array( '' => __( 'By the page', 'smg-consent' ) ) + $languages;
}

/*
 * The page.
 */

/**
 * First in <head>, before any other script. Both tags are printed here: where an inline script is tied to an enqueued
 * one, WordPress 6.3 and newer take "async" from that. By its own functions, whose filters give a nonce.
 */
add_action( 'wp_head', 'smg_consent_head', 0 );

function smg_consent_head(): void {
	if ( ! is_readable( smg_consent_path( 'smg.js' ) ) ) {
		return;
	}
	wp_print_inline_script_tag( 'window.SMG_CONFIG = ' . wp_json_encode( smg_consent_config(), JSON_HEX_TAG | JSON_UNESCAPED_UNICODE ) );
	wp_print_script_tag(
		array(
			'async'         => true,
			'fetchpriority' => 'high',
			// Another build has another address.
			'src'           => add_query_arg( 'ver', (string) filemtime( smg_consent_path( 'smg.js' ) ), smg_consent_url( 'smg.js' ) ),
		)
	);
	if ( function_exists( 'wp_has_consent' ) ) {
		wp_print_inline_script_tag( smg_consent_bridge() );
	}
}

add_shortcode(
	'smg_consent_table',
	function () {
		return '<div data-smg-table></div>';
	}
);

add_shortcode(
	'smg_consent_settings',
	function ( $attributes ) {
		$attributes = shortcode_atts( array( 'text' => __( 'Cookie settings', 'smg-consent' ) ), $attributes, 'smg_consent_settings' );
		return '<button type="button" class="wp-element-button" data-smg-action="settings">' . esc_html( $attributes['text'] ) . '</button>';
	}
);

/*
 * Embeds: what WordPress makes of an address in a post loads from its service at once.
 */

add_filter( 'embed_oembed_html', 'smg_consent_embed', 10, 2 );

/** The processor and its content that the address of a frame stands for, "youtube:dQw4w9WgXcQ"; "" if none. */
function smg_consent_embed_of( string $address ): string {
	$forms = array(
		'youtube' => '#^(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/embed/([A-Za-z0-9_-]{11})(?:[?&\#]|$)#',
		'vimeo'   => '#^(?:https?:)?//player\.vimeo\.com/video/([0-9]{5,12})(?:[?&\#]|$)#',
		'spotify' => '#^(?:https?:)?//open\.spotify\.com/embed/((?:album|artist|episode|playlist|show|track)/[A-Za-z0-9]{22})(?:[?&\#]|$)#',
	);
	foreach ( $forms as $id => $form ) {
		if ( preg_match( $form, $address, $match ) ) {
			return "$id:$match[1]";
		}
	}
	return '';
}

/**
 * An embed of a processor that the site names becomes the module's own. Another one waits for the grant of content of
 * others: a frame in its place, anything else, which is most often a script, within a template, with a link for as long.
 *
 * @param string|false $html What WordPress would put there.
 * @param string       $url  The address in the post.
 */
function smg_consent_embed( $html, $url ) {
	$settings = smg_consent_settings();
	if ( ! is_string( $html ) || is_feed() || is_admin() || ! is_readable( smg_consent_path( 'smg.js' ) ) ) {
		return $html;
	}
	$frames  = preg_match_all( '#<iframe\s[^>]*>#i', $html, $tags );
	$address = 1 === $frames && preg_match( '#\ssrc=(["\'])(.*?)\1#i', $tags[0][0], $match ) ? html_entity_decode( $match[2], ENT_QUOTES ) : '';
	$embed   = smg_consent_embed_of( $address );
	if ( $embed && ! empty( smg_consent_config()->analytics->{strtok( $embed, ':' )} ) ) {
		$title = preg_match( '#\stitle=(["\'])(.*?)\1#i', $tags[0][0], $match ) ? html_entity_decode( $match[2], ENT_QUOTES ) : '';
		return sprintf( '<div data-smg-embed="%s"%s></div>', esc_attr( $embed ), $title ? sprintf( ' title="%s"', esc_attr( $title ) ) : '' );
	}
	$own = wp_parse_url( home_url(), PHP_URL_HOST );
	if ( ! $settings['embeds'] || wp_parse_url( (string) $url, PHP_URL_HOST ) === $own ) {
		return $html;
	}
	if ( $address && false === stripos( $html, '<script' ) ) {
		return preg_replace( '#(<iframe\s(?:[^>]*?\s)?)src=#i', '$1data-smg-purpose="functional" data-smg-src=', $html );
	}
	if ( ! preg_match( '#<(script|iframe|img|link|style|object|embed|video|audio)\b#i', $html ) ) {
		return $html; // A link or a quotation loads nothing.
	}
	return sprintf(
		'<p data-smg-purpose="!functional"><a href="%s">%s</a></p><template data-smg-purpose="functional">%s</template>',
		esc_url( $url ),
		esc_html( $url ),
		$html
	);
}

/*
 * The WP Consent API: other plugins ask it what they may do.
 */

add_filter( 'wp_consent_api_registered_' . plugin_basename( __FILE__ ), '__return_true' );

add_filter(
	'wp_get_consent_type',
	function () {
		return 'optin';
	}
);

// What that API calls functional is what the site cannot do without. It is not asked for, and needs no cookie.
add_filter(
	'wp_has_consent',
	function ( $has, $category ) {
		return 'functional' === $category ? true : $has;
	},
	10,
	2
);

/** Names the processors of the site to that API as services, with the cookies that they set. */
add_action(
	'init',
	function () {
		if ( ! function_exists( 'wp_add_cookie_info' ) ) {
			return;
		}
		$category = smg_consent_categories_of() + array( 'replay' => 'statistics' );
		foreach ( array_keys( array_filter( smg_consent_settings()['analytics'] ) ) as $id ) {
			$processor = smg_consent_processor( $id );
			foreach ( $processor['cookies'] ?? array() as $cookie => $kept ) {
				$of    = $category[ $processor['purpose'] ] ?? 'marketing';
				$about = smg_consent_text( $processor['description'] ?? '' );
				wp_add_cookie_info( $cookie, $id, $of, $kept, $about );
			}
		}
	}
);

/**
 * What tells that API of the visitor's decision, in the page. It keeps each answer in a cookie: so it is told of a grant
 * alone, and of the end of one; and what it has kept of that is taken away, since without it the answer is no too.
 */
function smg_consent_bridge(): string {
	$script = <<<'JS'
(categories => {
  window.wp_consent_type = 'optin'
  const begin = () => {
    document.dispatchEvent(new CustomEvent('wp_consent_type_defined'))
    const prefix = window.consent_api?.cookie_prefix ?? 'wp_consent'
    const kept = name => document.cookie.split('; ').find(text => text.startsWith(`${prefix}_${name}=`))?.slice(prefix.length + name.length + 2)
    const forget = name => { document.cookie = `${prefix}_${name}=; path=/; max-age=0` }
    const services = () => { try { return JSON.parse(kept('consented_services')) ?? {} } catch { return {} } }
    const tell = ({ choice, purposes, processors }) => {
      const granted = { ...purposes, granted: choice === 'granted' }
      for (const [category, purpose] of categories) {
        if (granted[purpose]) window.wp_set_consent?.(category, 'allow')
        else if (kept(category)) {
          window.wp_set_consent?.(category, 'deny')
          forget(category)
        }
      }
      const before = services()
      for (const [id, on] of Object.entries(processors)) if (on || before[id]) window.wp_set_service_consent?.(id, on)
      if (!Object.values(services()).includes(true)) forget('consented_services')
    }
    const listen = api => {
      api.on('ready', tell)
      api.on('consent', tell)
      api.on('change', ({ new: decision }) => tell(decision))
    }
    ;(window.SMGConsent ||= []).push(listen)
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin)
  else begin()
})
JS;
	$categories = array( array( 'functional', 'granted' ) );
	foreach ( SMG_CONSENT_CATEGORIES as $category => $purpose ) {
		$categories[] = array( $category, $purpose );
	}
	return $script . '(' . wp_json_encode( $categories ) . ')';
}

/*
 * The end: nothing of this plugin stays in the database.
 */

register_activation_hook(
	__FILE__,
	function () {
		register_uninstall_hook( __FILE__, 'smg_consent_uninstall' );
	}
);

function smg_consent_uninstall(): void {
	if ( ! is_multisite() ) {
		delete_option( SMG_CONSENT_OPTION );
		return;
	}
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $site ) {
		switch_to_blog( $site );
		delete_option( SMG_CONSENT_OPTION );
		restore_current_blog();
	}
}
