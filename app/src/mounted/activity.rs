//! The list of payments, and the search in it.

use lifeboat_messages::{Activity, Direction, Outcome, PaymentFilter};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, screens};

fn paid(number: u64) -> Activity {
    Activity {
        note: format!("payment {number}"),
        ..Activity::new(format!("out/{number:02}"), Direction::Out, 1_000, 100 - number, Outcome::Done)
    }
}

fn page(numbers: std::ops::Range<u64>, after: Option<u64>) -> Result<Answer, Problem> {
    let after = after.map(|number| paid(number).id);
    Ok(Answer::Matches { payments: numbers.map(paid).collect(), after })
}

fn rows() -> u32 {
    document().get_element_by_id(ids::ACTIVITY_LIST).unwrap().child_element_count()
}

fn last(asked: &Asked) -> (String, Option<String>) {
    match asked.borrow().last() {
        Some((_, Request::Search { text, only: PaymentFilter::All, after })) => (text.clone(), after.clone()),
        _ => panic!("no search"),
    }
}

#[wasm_bindgen_test]
async fn the_list_comes_page_by_page_stays_when_something_happens_and_is_searched() {
    let (session, asked) = session_at(Route::Activity);
    session.hear(Message::View(View { activities: vec![paid(1)], ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Activity /> }
    });
    settle().await;
    assert_eq!(rows(), 1, "what the page knows is there at once");
    answer(session, &asked, page(1..6, Some(5)));
    settle().await;
    click(ids::ACTIVITY_OLDER);
    settle().await;
    assert_eq!(last(&asked), (String::new(), Some(paid(5).id)));
    answer(session, &asked, page(6..9, Some(8)));
    settle().await;
    assert_eq!(rows(), 8);
    // Something happens: the first page is asked for again, and the rest stays.
    session.hear(Message::View(View { activities: vec![paid(0), paid(1)], ..view() }));
    settle().await;
    assert_eq!(last(&asked), (String::new(), None));
    answer(session, &asked, page(0..5, Some(4)));
    settle().await;
    assert_eq!(rows(), 9);
    click(ids::ACTIVITY_OLDER);
    settle().await;
    assert_eq!(last(&asked).1, Some(paid(8).id), "from the end of the whole list");
    // What is typed meanwhile is asked for next.
    let field: web_sys::HtmlInputElement =
        document().get_element_by_id(ids::ACTIVITY_SEARCH).unwrap().unchecked_into();
    field.set_value(" 7 ");
    field.dispatch_event(&web_sys::Event::new("input").unwrap()).unwrap();
    settle().await;
    answer(session, &asked, page(9..10, None));
    settle().await;
    assert_eq!(last(&asked), ("7".into(), None));
    answer(session, &asked, page(7..8, None));
    settle().await;
    assert_eq!((rows(), text(ids::ACTIVITY_OLDER)), (1, None));
    field.set_value("none");
    field.dispatch_event(&web_sys::Event::new("input").unwrap()).unwrap();
    settle().await;
    answer(session, &asked, page(0..0, None));
    settle().await;
    let empty = document().query_selector(".empty").unwrap().and_then(|empty| empty.text_content());
    assert_eq!(empty.as_deref(), Some(session.texts().activity.nothing_found));
}
